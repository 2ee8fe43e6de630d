// Who may do what, as the tests expect it: written from the functional specification, not taken from the program.

/** Graph's names of the roles, in the order of the program's. */
export const roles = ['Global Administrator', 'Billing Administrator', 'License Administrator', 'User Administrator', 'Global Reader', 'Groups Administrator', 'Helpdesk Administrator',
  'Service Support Administrator', 'Password Administrator', 'Reports Reader', 'Message Center Reader', 'Directory Readers', 'Guest Inviter'];

/** Short names of those that tests choose from. */
export const [GA, BA, LA, UA, GR, GrA] = roles;
const everybody = roles;
const notLight = roles.filter((role) => !['Directory Readers', 'Guest Inviter'].includes(role));

/** Every action, with who may: the table of specification section 3, what it leaves open, and what it has no row for. */
export const matrix = {
  readDirectory: everybody,
  readOrganization: everybody,
  readSelf: everybody,
  requestLicense: everybody,
  runAllotments: everybody,
  readLicenses: notLight,
  readRoles: roles.filter((role) => role !== 'Guest Inviter'),
  readGroups: roles.filter((role) => role !== 'Guest Inviter'),
  assignLicense: [GA, BA, LA, UA],
  assignGroupLicense: [GA, LA, UA, GrA],
  setUsageLocation: [GA, LA, UA],
  createUser: [GA, UA],
  updateUser: [GA, UA],
  deleteUser: [GA, UA],
  updateAdmin: [GA],
  manageGroups: [GA, UA, GrA],
  manageUserViews: [GA, UA],
  decideRequests: [GA, LA, UA],
  manageAllotments: [GA, LA],
  manageSubscriptions: [GA, BA],
  manageCatalog: [GA],
  manageTokens: [GA],
  manageRoles: [GA],
  manageSettings: [GA],
  manageApplications: [GA],
  readOperations: [GA, GR],
  readApplications: [GA, GR],
  readSessions: [GA, GR],
};

/** Graph's permissions that suffice for each action (specification 5.2, A-01 to A-12, and 5.3), as app roles and, with a role, as scopes. */
export const permissions = {
  readDirectory: 'User.Read.All User.ReadBasic.All User.ReadWrite.All User.DeleteRestore.All Directory.Read.All Directory.ReadWrite.All',
  readOrganization: 'User.Read Organization.Read.All Organization.ReadWrite.All Directory.Read.All Directory.ReadWrite.All',
  readSelf: 'User.Read User.Read.All User.ReadBasic.All User.ReadWrite.All User.DeleteRestore.All Directory.Read.All Directory.ReadWrite.All',
  requestLicense: 'LicenseAssignment.ReadWrite.All User.ReadWrite.All Directory.ReadWrite.All',
  runAllotments: 'LicenseAssignment.ReadWrite.All Directory.ReadWrite.All',
  readLicenses: 'LicenseAssignment.Read.All LicenseAssignment.ReadWrite.All Organization.Read.All Organization.ReadWrite.All User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Subscription.ReadWrite.All Catalog.ReadWrite.All',
  readRoles: 'RoleManagement.Read.Directory RoleManagement.ReadWrite.Directory Directory.Read.All Directory.ReadWrite.All',
  readGroups: 'GroupMember.Read.All GroupMember.ReadWrite.All Group.Read.All Group.ReadWrite.All Directory.Read.All Directory.ReadWrite.All',
  assignLicense: 'LicenseAssignment.ReadWrite.All User.ReadWrite.All Directory.ReadWrite.All',
  assignGroupLicense: 'LicenseAssignment.ReadWrite.All Group.ReadWrite.All Directory.ReadWrite.All',
  setUsageLocation: 'LicenseAssignment.ReadWrite.All User.ReadWrite.All Directory.ReadWrite.All',
  createUser: 'User.ReadWrite.All Directory.ReadWrite.All',
  updateUser: 'User.ReadWrite.All Directory.ReadWrite.All',
  deleteUser: 'User.DeleteRestore.All User.ReadWrite.All Directory.ReadWrite.All',
  updateAdmin: 'User.DeleteRestore.All User.ReadWrite.All Directory.ReadWrite.All',
  manageGroups: 'GroupMember.ReadWrite.All Group.ReadWrite.All Directory.ReadWrite.All',
  manageUserViews: 'User.ReadWrite.All Directory.ReadWrite.All',
  manageAllotments: 'LicenseAssignment.ReadWrite.All Directory.ReadWrite.All',
  decideRequests: 'LicenseAssignment.ReadWrite.All User.ReadWrite.All Directory.ReadWrite.All',
  manageSubscriptions: 'Subscription.ReadWrite.All',
  manageCatalog: 'Catalog.ReadWrite.All',
  manageTokens: '',
  manageRoles: 'RoleManagement.ReadWrite.Directory',
  manageSettings: 'Organization.ReadWrite.All',
  manageApplications: 'Application.ReadWrite.All',
  readOperations: 'AuditLog.Read.All',
  readApplications: 'Application.Read.All Application.ReadWrite.All Directory.Read.All Directory.ReadWrite.All',
  readSessions: 'AuditLog.Read.All',
};

/** Tells whether a role may do all of the actions. */
export const isAllowed = (role, ...actions) => actions.every((action) => matrix[action].includes(role));
