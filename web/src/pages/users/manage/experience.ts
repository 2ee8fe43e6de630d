/** Which set of words and controls: since 2021, or that of 2020 (U-03, U-04). */
export type Experience = 'new' | 'classic';
