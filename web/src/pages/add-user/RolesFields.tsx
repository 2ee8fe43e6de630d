import { Checkbox, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';

import { call } from '../../api/client';
import { useMay } from '../../api/session';
import type { Draft } from './draft';

/** A directory role, as the server describes it. */
export interface Role {
  id: string;
  displayName: string;
  description: string;
}

const useStyles = makeStyles({
  about: { marginLeft: tokens.spacingHorizontalXXXL, color: tokens.colorNeutralForeground2 },
});

/** Roles that can be given; read only by who may give them. */
export function useRoles() {
  const may = useMay()('manageRoles');
  return useQuery({
    queryKey: ['roles'],
    queryFn: async ({ signal }) => (await call<{ value: Role[] }>('/api/v1/roles', { signal })).value,
    enabled: may,
  });
}

/** Which roles somebody gets. */
export function RolesFields({ draft, onChange, roles }: { draft: Draft; onChange: (draft: Draft) => void; roles: readonly Role[] }) {
  const styles = useStyles();
  return roles.map((role) => (
    <div key={role.id}>
      <Checkbox
        label={role.displayName}
        checked={draft.roles.includes(role.id)}
        onChange={(_, { checked }) => onChange({ ...draft, roles: checked === true ? [...draft.roles, role.id] : draft.roles.filter((other) => other !== role.id) })}
      />
      <Text block size={200} className={styles.about}>{role.description}</Text>
    </div>
  ));
}
