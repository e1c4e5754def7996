/**
 * Lets in who is signed in; everybody else signs in here and then stands where the address says.
 *
 * Room:  app; around every page but the first set-up.
 * Holds: recovery codes made on the way in are seen before anything else, since they are shown once;
 *        out of reach is not signed out: the installed app opens and shows how old its figures are.
 */
import { lazy, Suspense } from "react";
import { useSession } from "../api/queries";
import { useNewRecoveryCodes } from "../api/sign-in";
import { Loading } from "../parts/states";
import { Shell } from "./Shell";

/** Whoever is signed in already does not wait for the form. */
const SignIn = lazy(() => import("../pages/sign-in/SignIn"));
const NewCodes = lazy(() => import("../pages/sign-in/NewCodes"));

export function Guard() {
  const session = useSession();
  const { codes } = useNewRecoveryCodes();
  if (codes.length > 0) {
    return (
      <Suspense fallback={<Loading />}>
        <NewCodes />
      </Suspense>
    );
  }
  // Not `isPending`: an errored session asked for again is pending, and the page must not go away under it.
  if (!session.isFetched) return <Loading />;
  if (session.data === null) {
    return (
      <Suspense fallback={<Loading />}>
        <SignIn />
      </Suspense>
    );
  }
  return <Shell session={session.data ?? null} />;
}
