import { useQuery } from '@tanstack/react-query';

import { call } from './client';
import { capacityOf, useSubscribedSkus, type SubscribedSku } from './skus';

/** A service of a product. */
export interface Plan {
  servicePlanId: string;
  servicePlanName: string;
  displayName: string;
  /** Whether it is given to users; others belong to the organisation. */
  appliesTo: 'User' | 'Company';
}

/** A product that the organisation has, with its names and seats. */
export interface Product {
  skuId: string;
  skuPartNumber: string;
  displayName: string;
  appliesTo: 'User' | 'Company';
  capacity: number;
  consumed: number;
  available: number;
  /** More is assigned than there is. */
  isInConflict: boolean;
  plans: Plan[];
  sku: SubscribedSku;
}

interface CatalogSku {
  skuId: string;
  displayName: string;
  servicePlans: Plan[];
}

function productOf(sku: SubscribedSku, named: CatalogSku | undefined): Product {
  const capacity = capacityOf(sku);
  return {
    skuId: sku.skuId,
    skuPartNumber: sku.skuPartNumber,
    displayName: named?.displayName ?? sku.skuPartNumber,
    appliesTo: sku.appliesTo as Product['appliesTo'],
    capacity,
    consumed: sku.consumedUnits,
    available: Math.max(0, capacity - sku.consumedUnits),
    isInConflict: sku.consumedUnits > capacity,
    plans: named?.servicePlans ?? [],
    sku,
  };
}

/** Every product that the organisation has, by name. With `isWanted` false nothing is read: for roles that may not. */
export function useProducts(isWanted = true) {
  const skus = useSubscribedSkus(isWanted);
  const catalog = useQuery({
    queryKey: ['catalog', 'owned'],
    queryFn: async ({ signal }) => (await call<{ value: CatalogSku[] }>('/api/v1/catalog/skus?owned=true', { signal })).value,
    enabled: isWanted,
    staleTime: 300_000, // names change when a catalogue is imported
  });
  const isThere = skus.data !== undefined && catalog.data !== undefined;
  const names = new Map(catalog.data?.map((item) => [item.skuId, item]));
  return {
    data: isThere
      ? skus.data.map((sku) => productOf(sku, names.get(sku.skuId))).sort((a, b) => a.displayName.localeCompare(b.displayName))
      : undefined,
    error: skus.error ?? catalog.error,
    refetch: () => void Promise.all([skus.refetch(), catalog.refetch()]),
  };
}

/** Names of products and services, for what names them by id only. */
export function nameOfSku(products: readonly Product[] | undefined, skuId: string): string {
  return products?.find((product) => product.skuId === skuId)?.displayName ?? skuId;
}
