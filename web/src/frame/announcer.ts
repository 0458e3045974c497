/**
 * What is spoken to those who do not see the page: sentences that come in quick succession are spoken
 * together.
 */

import { byId } from "../ui/dom";

/** Two lanes end within milliseconds; a live region would speak only the last of them. */
const GATHER_MS = 600;

export class Announcer {
  private readonly region = byId("live");
  private sentences: string[] = [];

  say(sentence: string): void {
    this.sentences.push(sentence);
    if (this.sentences.length > 1) return;
    setTimeout(() => {
      this.region.textContent = this.sentences.join(" ");
      this.sentences = [];
    }, GATHER_MS);
  }
}
