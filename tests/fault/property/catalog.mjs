// A vendor small enough to think about: products that share plans, exclude each other, need one another, and are not for everywhere.

/** An id that is recognised at sight: plan or product, and its number. */
const id = (kind, number) => `${kind}0000000-0000-4000-8000-0000000000${String(number).padStart(2, '0')}`;

const names = ['DRAW', 'DRAW_SYNC', 'BOARD', 'MAIL_BASIC', 'CALENDAR', 'MAIL_PRO', 'ARCHIVE', 'REPORTS'];

/** Name to servicePlanId. */
export const plan = Object.fromEntries(names.map((name, i) => [name, id('a', i + 1)]));

/** The products, in the order in which they are in the file: part number, and what is in them. */
const contents = {
  STUDIO: ['DRAW', 'DRAW_SYNC'],
  BOARDS: ['BOARD'],
  START: ['MAIL_BASIC', 'CALENDAR'],
  SUITE: ['MAIL_PRO', 'CALENDAR', 'ARCHIVE'],
  INSIGHT: ['REPORTS'],
};

/** Part number to skuId. */
export const sku = Object.fromEntries(Object.keys(contents).map((part, i) => [part, id('b', i + 1)]));

export const skus = Object.values(sku);

/** skuId to what is in it: { part, plans }. */
export const products = new Map(Object.entries(contents).map(([part, list]) => [sku[part], { part, plans: list.map((name) => plan[name]) }]));

/** Plans of which nobody has more than one. */
export const exclusions = [[plan.MAIL_BASIC, plan.MAIL_PRO]];

/** Plans that need one of others. */
export const dependencies = [{ plan: plan.REPORTS, anyOf: [plan.DRAW, plan.BOARD] }];

/** Plans that may not be used in some countries: one among others of its product, and one that is the product. */
export const prohibited = new Map([[plan.DRAW_SYNC, ['AE', 'CN']], [plan.REPORTS, ['AE']]]);

/** The same as a file to import. */
export const catalogFile = JSON.stringify({
  format: 'licentia-catalog/1',
  vendor: 'Property test',
  servicePlans: names.map((name) => ({
    servicePlanId: plan[name], servicePlanName: name, displayName: name, service: name.toLowerCase(), prohibitedCountries: prohibited.get(plan[name]) ?? [],
  })),
  skus: [...products].map(([skuId, { part, plans }]) => ({ skuId, skuPartNumber: part, displayName: part, servicePlans: plans })),
  exclusions: [{ id: 'mail', service: 'Mail', servicePlans: exclusions[0] }],
  dependencies: dependencies.map(({ plan: servicePlan, anyOf }) => ({ servicePlan, anyOf })),
});
