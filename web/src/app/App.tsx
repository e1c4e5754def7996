/** Everything wired once: language, theme, data, routes. */
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { RouterProvider } from "react-router/dom";
import { ApiError } from "../api/client";
import { LanguageProvider } from "../i18n/language";
import { AttributionProvider } from "../live/attribution";
import { ThemeProvider } from "../theme/theme";
import { routes } from "./routes";

export function App() {
  const [queries] = useState(queryClient);
  return (
    <LanguageProvider>
      <ThemeProvider>
        <QueryClientProvider client={queries}>
          <AttributionProvider>
            <RouterProvider router={routes} />
          </AttributionProvider>
        </QueryClientProvider>
      </ThemeProvider>
    </LanguageProvider>
  );
}

function queryClient(): QueryClient {
  const signedOut = (error: unknown) => {
    if (error instanceof ApiError && error.code === "not_signed_in") {
      void client.invalidateQueries({ queryKey: ["session"] });
    }
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: signedOut }),
    mutationCache: new MutationCache({ onError: signedOut }),
    defaultOptions: {
      // A refusal stays a refusal; only what never reached the server is worth another try.
      queries: {
        retry: (failures, error) =>
          failures < 2 && !(error instanceof ApiError && error.status > 0),
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}
