/** What the server sends whole: its description leaves every member optional, because $select can leave it out. */
export type Full<T> = T extends readonly (infer U)[] ? Full<U>[] : T extends object ? { [K in keyof T]-?: Full<T[K]> } : T;
