/** What tests of the subject for programs of one's own share. */

import assert from "node:assert/strict";
import { open } from "./harness.mjs";

/** Runs `body` on the page at a program, and then demands that nothing went wrong on the way. */
export async function onProgram(site, body, { link = "", options = {}, expected = [] } = {}) {
  const { page, problems, close } = await open(
    site.browser,
    `${site.address}#subject=program${link}`,
    options,
  );
  await page.locator("#program-verdict:not(:empty)").waitFor();
  // The editor comes after the first picture.
  await page.locator("#program-editor .cm-content").waitFor();
  await body(page);
  assert.deepEqual(problems, expected);
  assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
  await close();
}

/** Waits until the answer says so; on a machine that is too busy for an answer while typing, it is asked for. */
export async function verdict(page, words) {
  const line = page.locator("#program-verdict");
  const said = line.filter({ hasText: words });
  await said
    .or(line.filter({ hasText: "press Solve" }))
    .first()
    .waitFor();
  if ((await said.count()) === 0) {
    await page.locator("#program-solve").click();
    await said.waitFor();
  }
}

/** Marks the answer that is shown as one of before: until the page has another, nothing of it is looked at. */
const ask = (page) =>
  page.locator("#program-answer").evaluate((answer) => {
    answer.dataset.old = "asked";
  });

/** Waits until what was typed or chosen last has an optimum; its value is not said, so the one before must not pass for it. */
export async function optimum(page) {
  await page.locator("#program-answer[data-old=false]").waitFor();
  await verdict(page, /The optimum is/);
}

/** Replaces the editor's text as a person does, by keys. */
export async function type(page, text) {
  await ask(page);
  await page.locator("#program-editor .cm-content").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

/** Pastes over everything, as the browser tells of a paste. */
export async function paste(page, text) {
  await ask(page);
  await page.locator("#program-editor .cm-content").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.locator("#program-editor .cm-content").evaluate((content, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    content.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true, composed: true }),
    );
  }, text);
}

/** Chooses an example, and waits until its answer is there. */
export async function example(page, label) {
  await ask(page);
  await page.locator("#program-example").selectOption({ label });
  await page.locator("#program-answer[data-old=false]").waitFor();
}

/** Shows a panel of the inspector. */
export async function panel(page, name) {
  await page.getByRole("tab", { name, exact: true }).click();
}

/** A table's cells as text, its head first. */
export const cells = (page, id) =>
  page
    .locator(`#${id} table tr`)
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));

/** A number as the page writes it. */
export const numberIn = (text) => Number(text.replaceAll(",", "").replaceAll("−", "-"));
