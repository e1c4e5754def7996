/**
 * What an authenticator app does: the codes of a secret, each given out once.
 *
 * Room:  e2e.
 */
import { createHmac } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const stepMs = 30_000;

export class App {
  #key;
  #used = 0;

  constructor(secret) {
    const bits = [...secret.replaceAll(/\s/g, "")]
      .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0"))
      .join("");
    this.#key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  }

  /** The code of now, or where that was given out already, the next one, which is taken early. */
  next() {
    this.#used = Math.max(this.#used + 1, Math.floor(Date.now() / stepMs));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(this.#used));
    const sum = createHmac("sha1", this.#key).update(step).digest();
    const number = sum.readUInt32BE(sum[19] & 15) & 0x7fff_ffff;
    return String(number % 1_000_000).padStart(6, "0");
  }
}
