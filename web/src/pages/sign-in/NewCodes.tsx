/** On the way in: the recovery codes of the second factor that was just set up. */
import { useNewRecoveryCodes } from "../../api/sign-in";
import { useText } from "../../i18n/language";
import { Door } from "./Door";
import { RecoveryCodes } from "./RecoveryCodes";

export default function NewCodes() {
  const text = useText();
  const { codes, putAway } = useNewRecoveryCodes();
  return (
    <Door title={text("recovery.title")}>
      <RecoveryCodes name="" codes={codes} done={text("recovery.enter")} onDone={putAway} />
    </Door>
  );
}
