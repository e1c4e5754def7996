/** What a token may be used for, in words. */
import type { TokenScope } from "../../api/views";
import type { Key } from "../../i18n/language";

export const scopeNames: Record<TokenScope, Key> = {
  "feed:write": "scope.feed_write",
  "feed:read": "scope.feed_read",
  "api:read": "scope.api_read",
  "metrics:read": "scope.metrics_read",
  "orders:write": "scope.orders_write",
  "kiosk:show": "scope.kiosk_show",
};
