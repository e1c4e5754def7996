/** What every section is given: the settings, the changes of the list, and how to add to it. */
import type { SettingChange, Settings } from "../../api/views";

export type SectionProps = {
  settings: Settings;
  changes: SettingChange[];
  /** Puts changes into the list, each in the place of an earlier one of the same thing. */
  onPut: (changes: SettingChange[]) => void;
  /** The centre's. */
  zone: string;
};
