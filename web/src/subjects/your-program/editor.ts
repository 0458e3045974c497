/**
 * The editor: CodeMirror in a shadow root, since it makes its styles as it runs, which the page's policy allows to a
 * constructed sheet of a shadow root alone.
 */

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { nextFrame } from "../../ui/breathe";
import { looksLikeMps, lp, mps } from "./grammar";
import { MOST_SHOWN } from "./limits";

/** The page's own colours: custom properties reach into a shadow root. */
const LOOK = EditorView.theme({
  "&": { height: "100%", fontSize: "0.9rem", color: "var(--ink)", backgroundColor: "var(--surface)" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "ui-monospace, monospace", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-gutters": { color: "var(--ink-soft)", backgroundColor: "var(--sunken)", border: "none" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-tooltip": {
    color: "var(--ink)",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line-strong)",
  },
});

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--guess)", fontWeight: "600" },
  { tag: tags.comment, color: "var(--ink-soft)", fontStyle: "italic" },
  { tag: tags.number, color: "var(--search)" },
  { tag: tags.labelName, color: "var(--edited)" },
  { tag: tags.operator, color: "var(--ink-soft)" },
]);

/**
 * Typing over a selection is done here: the browser would give what remains inline styles, which the page's policy
 * refuses.
 */
const TYPED_OVER = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { inputType, data } = event;
    if (inputType !== "insertText" || data === null || view.composing || view.state.selection.main.empty)
      return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

/** What the editor tells of. */
export interface Heard {
  changed(text: string): void;
  /** A text longer than it shows was pasted: the whole that it makes. */
  pastedLong(text: string): void;
}

/** Characters of a paste that are put in at once: laying out more keeps the page. */
const AT_ONCE = 16_000;

/** A place that the reader names: line and column, from 1. */
export interface Mark {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly severity: "error" | "warning";
}

export class Editor {
  private readonly view: EditorView;
  private readonly language = new Compartment();
  private isQuiet = false;
  /** Counts the texts that were put in. */
  private shown = 0;

  constructor(host: HTMLElement, heard: Heard) {
    const root = host.attachShadow({ mode: "open" });
    this.view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        extensions: [
          lineNumbers(),
          history(),
          lintGutter(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          this.language.of(StreamLanguage.define(lp)),
          syntaxHighlighting(COLOURS),
          LOOK,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": "The program as text", tabindex: "0" }),
          TYPED_OVER,
          EditorView.domEventHandlers({ paste: (event) => this.pasted(event, heard) }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !this.isQuiet) heard.changed(update.state.doc.toString());
          }),
        ],
      }),
    });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** Puts another text in, without telling of a change. */
  show(text: string): void {
    if (text === this.text) return;
    this.shown += 1;
    this.quietly(() =>
      this.view.dispatch({
        changes: { from: 0, to: this.view.state.doc.length, insert: text },
        effects: this.language.reconfigure(languageOf(text)),
      }),
    );
  }

  /** Long texts are put in some at a time; one that makes the whole longer than is shown is none of the editor's. Whether the paste is taken. */
  private pasted(event: ClipboardEvent, heard: Heard): boolean {
    const { state } = this.view;
    const text = (event.clipboardData?.getData("text/plain") ?? "").replaceAll("\r\n", "\n");
    if (text.length <= AT_ONCE) return false;
    event.preventDefault();
    const { from, to } = state.selection.main;
    if (state.doc.length - (to - from) + text.length > MOST_SHOWN)
      heard.pastedLong(state.sliceDoc(0, from) + text + state.sliceDoc(to));
    else void this.putIn(text, heard);
    return true;
  }

  private async putIn(text: string, heard: Heard): Promise<void> {
    this.shown += 1;
    const { shown, view } = this;
    const { from, to } = view.state.selection.main;
    if (from === 0 && to === view.state.doc.length)
      view.dispatch({ effects: this.language.reconfigure(languageOf(text)) });
    for (let from = 0; from < text.length; from += AT_ONCE) {
      // Without a name of its own each joins the one before, so that they are undone together.
      this.quietly(() => view.dispatch(view.state.replaceSelection(text.slice(from, from + AT_ONCE))));
      await nextFrame();
      // Another text was put in meanwhile.
      if (shown !== this.shown) return;
    }
    heard.changed(this.text);
  }

  private quietly(change: () => void): void {
    this.isQuiet = true;
    change();
    this.isQuiet = false;
  }

  mark(marks: readonly Mark[]): void {
    const { doc } = this.view.state;
    const diagnostics = marks.map(({ line, column, message, severity }): Diagnostic => {
      const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
      const from = Math.min(at.from + Math.max(column, 1) - 1, at.to);
      return { from, to: Math.max(from, Math.min(from + 1, at.to)), message, severity };
    });
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }

  focus(): void {
    this.view.focus();
  }
}

function languageOf(text: string): ReturnType<typeof StreamLanguage.define> {
  return StreamLanguage.define(looksLikeMps(text) ? mps : lp);
}
