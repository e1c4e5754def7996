/** Shares as percent, as they are typed: `90`, `92.5`, `92,5 %`. */

/** 0..=1 with three decimals; null: no share. */
export function shareIn(text: string): number | null {
  const written = text
    .trim()
    .replace(/[%％]$/, "")
    .replace(/[,，]/, ".")
    .trim();
  if (!/^\d{1,3}(\.\d+)?$/.test(written)) return null;
  const permille = Math.round(Number(written) * 10);
  return permille <= 1000 ? permille / 1000 : null;
}

export function shareText(share: number | null): string {
  return share === null ? "" : String(Math.round(share * 1000) / 10);
}
