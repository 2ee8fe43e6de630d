import { Suspense } from 'react';
import { Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';

import { ApiError, signInAddress } from '../api/client';
import { useSession, type Session } from '../api/session';
import { Failure } from '../components/Failure';
import { Loading } from '../components/Loading';
import { NoPermission } from '../components/NoPermission';
import { NotFound } from '../components/NotFound';
import { FollowedChanges } from '../components/Followed';
import { Notices } from '../components/Notices';
import { pages, type Page } from './pages';
import { Shell } from './Shell';

function mayOpen(session: Session, page: Page): boolean {
  return page.needs.every((action) => session.actions.includes(action));
}

function Content({ session }: { session: Session }) {
  return (
    <Suspense fallback={<Loading />}>
      <Switch>
        {pages.map((page) => (
          <Route key={page.path} path={page.pattern ?? page.path}>
            {mayOpen(session, page) ? <page.Component /> : <NoPermission />}
          </Route>
        ))}
        <Route>
          <NotFound />
        </Route>
      </Switch>
    </Suspense>
  );
}

/** Everything: the shell for who is signed in; others are sent to sign in, and come back to where they were. */
export function App() {
  const session = useSession();
  if (session.data === undefined) { // later on, pages say that it is over and keep what was typed
    if (session.error instanceof ApiError && session.error.status === 401) {
      location.assign(signInAddress());
      return <Loading />;
    }
    return session.error === null ? <Loading /> : <Failure error={session.error} retry={() => void session.refetch()} />;
  }
  return (
    <Router hook={useHashLocation}>
      <Notices>
        <FollowedChanges>
          <Shell session={session.data}>
            <Content session={session.data} />
          </Shell>
        </FollowedChanges>
      </Notices>
    </Router>
  );
}
