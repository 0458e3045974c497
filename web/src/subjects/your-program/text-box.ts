/** The program's text: plain until the editor has loaded, which the first picture does not wait for. */

import { el } from "../../ui/dom";
import type { Editor, Heard, Mark } from "./editor";

export class TextBox {
  private editor: Editor | null = null;
  private loading: Promise<void> | null = null;
  private content = "";
  private marks: readonly Mark[] = [];

  constructor(
    private readonly host: HTMLElement,
    private readonly heard: Heard,
  ) {}

  load(): Promise<void> {
    this.loading ??= import("./editor").then(({ Editor }) => {
      this.editor = new Editor(this.host, {
        ...this.heard,
        changed: (text) => {
          this.content = text;
          this.heard.changed(text);
        },
      });
      // What stood here shines through no shadow root, and would be read twice.
      this.host.replaceChildren();
      this.editor.show(this.content);
      this.editor.mark(this.marks);
    });
    return this.loading.catch((error: unknown) => {
      this.loading = null;
      throw error;
    });
  }

  show(text: string): void {
    this.content = text;
    if (this.editor) this.editor.show(text);
    else this.host.replaceChildren(el("pre", { class: "program-plain" }, text));
  }

  mark(marks: readonly Mark[]): void {
    this.marks = marks;
    this.editor?.mark(marks);
  }
}
