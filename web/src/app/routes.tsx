/** Every page and its address, one list. Pages beyond the overview load when they are first opened. */
import { createBrowserRouter } from "react-router";
import { Loading } from "../parts/states";
import { First } from "./First";
import { NotFound, PageFailure, RouteFailure } from "./failures";
import { Guard } from "./Guard";

export const routes = createBrowserRouter([
  {
    path: "/setup",
    errorElement: <RouteFailure />,
    hydrateFallbackElement: <Loading />,
    lazy: async () => ({ Component: (await import("../pages/sign-in/SetupPage")).SetupPage }),
  },
  {
    path: "/wall",
    errorElement: <RouteFailure />,
    hydrateFallbackElement: <Loading />,
    lazy: async () => ({ Component: (await import("../pages/wall/WallPage")).WallLinkPage }),
  },
  {
    path: "/wall/:board",
    errorElement: <RouteFailure />,
    hydrateFallbackElement: <Loading />,
    lazy: async () => ({ Component: (await import("../pages/wall/WallPage")).WallPage }),
  },
  {
    path: "/kiosk",
    errorElement: <RouteFailure />,
    hydrateFallbackElement: <Loading />,
    lazy: async () => ({ Component: (await import("../pages/kiosk/KioskPage")).KioskLinkPage }),
  },
  {
    path: "/kiosk/:kiosk",
    errorElement: <RouteFailure />,
    hydrateFallbackElement: <Loading />,
    lazy: async () => ({ Component: (await import("../pages/kiosk/KioskPage")).KioskPage }),
  },
  {
    element: <Guard />,
    errorElement: <RouteFailure />,
    hydrateFallbackElement: <Loading />,
    children: [
      // A page that breaks, or cannot be had while the server is away, leaves the places around it.
      {
        errorElement: <PageFailure />,
        children: [
          { index: true, element: <First /> },
          {
            path: "queues",
            lazy: async () => ({
              Component: (await import("../pages/queues/QueuesPage")).QueuesPage,
            }),
          },
          {
            path: "queues/:id",
            lazy: async () => ({ Component: (await import("../pages/queue/QueuePage")).QueuePage }),
          },
          {
            path: "contacts/:id",
            lazy: async () => ({
              Component: (await import("../pages/contact/ContactPage")).ContactPage,
            }),
          },
          {
            path: "agents",
            lazy: async () => ({
              Component: (await import("../pages/agents/AgentsPage")).AgentsPage,
            }),
          },
          {
            path: "agents/:id",
            lazy: async () => ({ Component: (await import("../pages/agent/AgentPage")).AgentPage }),
          },
          {
            path: "people",
            lazy: async () => ({
              Component: (await import("../pages/people/PeoplePage")).PeoplePage,
            }),
          },
          {
            path: "people/:id",
            lazy: async () => ({
              Component: (await import("../pages/person/PersonPage")).PersonPage,
            }),
          },
          {
            path: "seats",
            lazy: async () => ({ Component: (await import("../pages/seats/SeatsPage")).SeatsPage }),
          },
          {
            path: "seats/:floor/edit",
            lazy: async () => ({
              Component: (await import("../pages/seat-editor/SeatEditorPage")).SeatEditorPage,
            }),
          },
          {
            path: "sources",
            lazy: async () => ({
              Component: (await import("../pages/sources/SourcesPage")).SourcesPage,
            }),
          },
          {
            path: "ivr",
            lazy: async () => ({ Component: (await import("../pages/ivr/IvrPage")).IvrPage }),
          },
          {
            path: "replay",
            lazy: async () => ({
              Component: (await import("../pages/replay/ReplayPage")).ReplayPage,
            }),
          },
          {
            path: "forecast",
            lazy: async () => ({
              Component: (await import("../pages/forecast/ForecastPage")).ForecastPage,
            }),
          },
          {
            path: "staffing",
            lazy: async () => ({
              Component: (await import("../pages/staffing/StaffingPage")).StaffingPage,
            }),
          },
          {
            path: "history",
            lazy: async () => ({
              Component: (await import("../pages/history/HistoryPage")).HistoryPage,
            }),
          },
          {
            path: "walls",
            lazy: async () => ({ Component: (await import("../pages/walls/WallsPage")).WallsPage }),
          },
          {
            path: "walls/:id/edit",
            lazy: async () => ({
              Component: (await import("../pages/wall-editor/EditorPage")).EditorPage,
            }),
          },
          {
            path: "settings",
            lazy: async () => ({
              Component: (await import("../pages/settings/SettingsPage")).SettingsPage,
            }),
          },
          {
            path: "attendance",
            lazy: async () => ({
              Component: (await import("../pages/attendance/AttendancePage")).AttendancePage,
            }),
          },
          {
            path: "scan",
            lazy: async () => ({ Component: (await import("../pages/scan/ScanPage")).ScanPage }),
          },
          {
            path: "access",
            lazy: async () => ({
              Component: (await import("../pages/access/AccessPage")).AccessPage,
            }),
          },
          {
            path: "account",
            lazy: async () => ({
              Component: (await import("../pages/account/AccountPage")).AccountPage,
            }),
          },
          {
            path: "design",
            lazy: async () => ({
              Component: (await import("../pages/design/DesignPage")).DesignPage,
            }),
          },
          { path: "*", element: <NotFound /> },
        ],
      },
    ],
  },
]);
