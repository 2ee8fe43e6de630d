import { useHashLocation } from 'wouter/use-hash-location';

/** The address within the admin centre, behind the # as administrators know it: "/users". */
export function useAddress(): [string, (address: string) => void] {
  const [address, go] = useHashLocation();
  return [address.split('?')[0] ?? '/', go];
}
