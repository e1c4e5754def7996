/**
 * A check that is not sent yet, kept on this device; and pictures made small before they are sent.
 *
 * Room:  pages/discipline.
 * Never: keeps a picture on the device; sends a camera's own file, which says where it was taken.
 */
import type { SupervisionLevel } from "../../api/views";

export type DraftFinding = {
  key: string;
  number: string | null;
  seat: string;
  rule: string;
  note: string;
};

export type Draft = {
  request: string;
  level: SupervisionLevel;
  site: number | null;
  team: number | null;
  area: string;
  lookedAt: string;
  findings: DraftFinding[];
};

const place = "callboard.check-draft";
/** Longest side of a picture. */
const side = 1600;

/** Letters and digits; a browser has `randomUUID` only over HTTPS. */
export function fresh(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function emptyDraft(level: SupervisionLevel): Draft {
  return {
    request: fresh(),
    level,
    site: null,
    team: null,
    area: "",
    lookedAt: "",
    findings: [],
  };
}

export function readDraft(level: SupervisionLevel): Draft {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? "null") as Draft | null;
    if (kept && typeof kept.request === "string" && Array.isArray(kept.findings)) return kept;
  } catch {
    // What cannot be read is no draft.
  }
  return emptyDraft(level);
}

export function keepDraft(draft: Draft | null) {
  try {
    if (draft) localStorage.setItem(place, JSON.stringify(draft));
    else localStorage.removeItem(place);
  } catch {
    // A full or forbidden store keeps nothing; the form works all the same.
  }
}

/** The picture upright and small, as JPEG. */
export async function small(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.8));
  if (!made) throw new Error("no picture");
  return made;
}
