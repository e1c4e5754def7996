/** A gauge, for thresholds; filled where the person set levels. */
export function LimitIcon({ isOwn }: { isOwn: boolean }) {
  return (
    <svg className={isOwn ? "limit-icon own" : "limit-icon"} viewBox="0 0 16 16" aria-hidden="true">
      <path d="M2 13a6.500 6.500 0 1 1 12 0Z" />
      <path d="M8 11 11 6" />
    </svg>
  );
}
