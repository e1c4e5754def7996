/**
 * Forecasts: listed, made, overridden, published, tried on the past.
 *
 * Room:  api; between the client and the forecast page.
 * Holds: whatever changes a forecast answers with it whole, and that stands at once.
 */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./client";
import type { Backtest, Forecast, ForecastRow } from "./views";

const root = "/api/v1/forecasts";
const listKey = ["forecasts"];
const keyOf = (id: number) => ["forecast", id];

export type Asked = {
  queue: number;
  days: number;
  step_minutes: number;
  origin: "today" | "tomorrow";
};
export type Override = { from: string; to: string; factor: number; reason: string };

/** Of one queue, youngest first. */
export function useForecasts(queue: string | null) {
  return useQuery({
    queryKey: [...listKey, queue],
    enabled: queue !== null,
    queryFn: () => request<{ forecasts: ForecastRow[] }>("GET", `${root}?queue=${queue}&limit=50`),
    select: (body) => body.forecasts,
  });
}

export function useForecast(id: number | null) {
  return useQuery({
    queryKey: keyOf(id ?? 0),
    enabled: id !== null,
    queryFn: () => request<{ forecast: Forecast }>("GET", `${root}/${id}`),
    select: (body) => body.forecast,
  });
}

/** Whatever comes back with a forecast, it is that forecast from now on. */
function useChange<T>(ask: (given: T) => Promise<{ forecast: Forecast }>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ask,
    onSuccess: (body) => {
      queries.setQueryData(keyOf(body.forecast.id), body);
      queries.invalidateQueries({ queryKey: listKey });
    },
  });
}

export function useMakeForecast() {
  return useChange((asked: Asked) => request<{ forecast: Forecast }>("POST", root, asked));
}

export function useOverride(id: number) {
  return useChange((given: Override) =>
    request<{ forecast: Forecast }>("POST", `${root}/${id}/overrides`, given),
  );
}

export function useTakeBack(id: number) {
  return useChange((number: number) =>
    request<{ forecast: Forecast }>("DELETE", `${root}/${id}/overrides/${number}`),
  );
}

/** Of whichever run is named. */
export function usePublish() {
  return useChange((id: number) =>
    request<{ forecast: Forecast }>("POST", `${root}/${id}/publication`, {}),
  );
}

export function useTrial(queue: string, days: number, isWanted: boolean) {
  return useQuery({
    queryKey: ["forecast-trial", queue, days],
    enabled: isWanted,
    queryFn: () =>
      request<{ backtest: Backtest }>(
        "GET",
        `/api/v1/forecast-trial?queue=${queue}&days=${days}&step_minutes=30`,
      ),
    select: (body) => body.backtest,
    staleTime: 300_000,
    retry: false,
  });
}

export const forecastCsv = (id: number) => `${root}/${id}/table.csv`;
