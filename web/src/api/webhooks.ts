/**
 * Receivers of changes in other systems.
 *
 * Room:  api; between the client and the page of accounts.
 */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./client";
import type { Delivery, NewWebhook, Trial, Webhook, WebhookRequest } from "./views";

/** Where a delivery stands. */
export type DeliveryState = "waiting" | "done" | "dead";

const root = "/api/v1/webhooks";
const key = ["webhooks"];
/** A look every so often: deliveries go on by themselves. */
const every = 5_000;

export function useWebhooks() {
  return useQuery({
    queryKey: key,
    queryFn: () => request<{ webhooks: Webhook[] }>("GET", root),
    select: (body) => body.webhooks,
    refetchInterval: every,
  });
}

export function useDeliveries(id: number, state: DeliveryState) {
  return useQuery({
    queryKey: [...key, id, state],
    queryFn: () =>
      request<{ deliveries: Delivery[] }>(
        "GET",
        `${root}/${id}/deliveries?state=${state}&limit=50`,
      ),
    select: (body) => body.deliveries,
    refetchInterval: every,
  });
}

function useChange<Asked, Said>(send: (asked: Asked) => Promise<Said>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
    gcTime: 0,
  });
}

export const useCreateWebhook = () =>
  useChange((body: WebhookRequest) => request<NewWebhook>("POST", root, body));

export const useChangeWebhook = (id: number) =>
  useChange((body: WebhookRequest) => request("PUT", `${root}/${id}`, body));

export const useRemoveWebhook = (id: number) =>
  useChange((_: undefined) => request("DELETE", `${root}/${id}`));

export const useRenewSecret = (id: number) =>
  useChange((_: undefined) => request<NewWebhook>("POST", `${root}/${id}/secret`));

export const useTryWebhook = (id: number) =>
  useChange((_: undefined) => request<{ trial: Trial }>("POST", `${root}/${id}/test`));

export const useResend = (id: number) =>
  useChange((event: number | null) =>
    request<{ resent: number }>("POST", `${root}/${id}/resend`, { event }),
  );
