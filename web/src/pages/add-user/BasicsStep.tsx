import type { Draft } from './draft';
import { NameFields } from './NameFields';
import { PasswordFields } from './PasswordFields';
import { UserNameFields } from './UserNameFields';

/** Set up the basics: names, user name and password. */
export function BasicsStep({ draft, onChange, domains }: { draft: Draft; onChange: (draft: Draft) => void; domains: readonly string[] }) {
  return (
    <>
      <NameFields draft={draft} onChange={onChange} />
      <UserNameFields draft={draft} onChange={onChange} domains={domains} />
      <PasswordFields draft={draft} onChange={onChange} />
    </>
  );
}
