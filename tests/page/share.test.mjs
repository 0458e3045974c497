/** Sharing, kept by the built page in a real browser: links, files, pages that stand alone, pictures, paper. */

import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { FAMILIES } from "../../pkg/dist/generated/families.js";
import { builtPage, finished, open, ready, robustAnswered, violations, says } from "./harness.mjs";

const site = builtPage();
/** Pictures of the page, to be looked at. */
const SEEN = fileURLToPath(new URL("../out/", import.meta.url));

let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hunch-share-"));
  await mkdir(SEEN, { recursive: true });
});
after(() => rm(folder, { recursive: true, force: true }));

const FURNITURE =
  "max\n 3 chairs + 5 tables\nst\n wood: 2 chairs + 4 tables <= 21\n glue: chairs + tables <= 8\nend\n";

const packed = (text) => deflateRawSync(Buffer.from(text)).toString("base64url");
const programLink = (text) => `#subject=program&text=${packed(text)}`;

/** Waits until the answer says so. What a busy machine cannot solve while typing is solved by the button. */
async function verdict(page, words) {
  const said = page.locator("#program-verdict", { hasText: words });
  const late = page.locator("#program-verdict", { hasText: "press Solve" });
  await said.or(late).first().waitFor();
  if ((await late.count()) > 0) await page.locator("#program-solve").click();
  await said.waitFor();
}

async function onPage(link, body, { options = {}, expected = [] } = {}) {
  const { page, problems, close } = await open(site.browser, `${site.address}${link}`, {
    acceptDownloads: true,
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  await body(page);
  assert.deepEqual(problems, expected);
  await close();
}

/** What a press saves: its name and content. */
async function saved(page, press) {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return { name: download.suggestedFilename(), path, bytes: await readFile(path) };
}

const openShare = async (page) => {
  await page.locator("#share").click();
  await page.locator("#share-dialog[open]").waitFor();
};

test("a long state is packed into the link that is copied, and the link brings it back", async () => {
  const edits = Array.from({ length: 120 }, (_, t) => `${t + 1}:${(t * 37) % 400}`).join(",");
  let link;
  await onPage(`#c=3&f=10000&T=120&seed=7&demand=${edits}`, async (page) => {
    await ready(page);
    await page.locator("#copy-link").click();
    await page.locator("#copy-link", { hasText: "Copied" }).waitFor();
    link = await page.evaluate(() => navigator.clipboard.readText());
    const plain = await page.evaluate(() => location.href);
    assert.ok(link.length < plain.length, `${link.length} and ${plain.length}`);
    assert.match(link, /#z=[\w-]+$/);
    await openShare(page);
    await page.waitForFunction((link) => document.querySelector("#share-link").value === link, link);
  });
  const [, hash] = link.split("#");
  assert.match(
    inflateRawSync(Buffer.from(hash.slice(2), "base64url")).toString(),
    /^subject=lot-sizing&c=3&f=10000&T=120&seed=7/,
  );
  await onPage(`#${hash}`, async (page) => {
    await ready(page);
    await page.waitForFunction(() => location.hash.includes("demand=1:0,2:37"));
    assert.equal(await page.locator("#alert").isHidden(), true);
  });
});

test("hostile links are refused by a message, and leave the first subject in place", async () => {
  const bomb = packed("a".repeat(2_000_000));
  for (const [link, words] of [
    [`#z=${bomb}`, "longer than 262,144 characters"],
    [`#z=${packed(`z=${packed("c=3")}`)}`, "packed once"],
    ["#z=abc%", "a packed text"],
    ["#z=AAAA", "a packed link ("],
    [`#z=${packed("c=3")}&c=5`, "the only field"],
    [`#z=${packed("c=4")}`, "c is “4”"],
    [`#z=${packed("subject=<img src=x onerror=alert(1)>")}`, "subject is “<img"],
    [`#${"c".repeat(20_000)}`, "at most 16384"],
  ]) {
    await onPage(link, async (page) => {
      await page.locator("#alert-text", { hasText: words }).waitFor();
      assert.equal(await page.locator("#alert-text img").count(), 0);
    });
  }
});

test("a state is saved as a file and opened again, by choice and by drop", async () => {
  let file;
  await onPage(programLink(FURNITURE), async (page) => {
    await verdict(page, "The optimum is 29,");
    await openShare(page);
    file = await saved(page, () => page.locator("#share-save").click());
    assert.match(file.name, /\.hunch\.json$/);
    assert.deepEqual(Object.keys(JSON.parse(file.bytes)), ["format", "version", "state"]);
  });
  await onPage("#subject=lot-sizing", async (page) => {
    await ready(page);
    await openShare(page);
    await page.locator("#share-open").setInputFiles(file.path);
    await verdict(page, "The optimum is 29,");
  });
  await onPage("#subject=lot-sizing", async (page) => {
    await ready(page);
    await page.evaluate((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "mine.hunch.json"));
      document
        .querySelector("main")
        .dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }, file.bytes.toString());
    await verdict(page, "The optimum is 29,");
  });
});

test("a program that no link can hold says so, and its file holds it", async () => {
  // Numbers that do not repeat cannot be packed well.
  let state = 7;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
  const terms = Array.from({ length: 3_000 }, (_, k) => `${next() % 100_000} x${k}`).join("\n + ");
  const text = `max\n ${terms}\nst\n c: x0 <= 1\n${Array.from({ length: 3_000 }, (_, k) => ` x${k} <= ${next() % 100}`).join("\n")}\nend\n`;
  await onPage("#subject=program", async (page) => {
    await verdict(page, "The optimum");
    await page
      .locator("#program-file")
      .setInputFiles({ name: "long.lp", mimeType: "text/plain", buffer: Buffer.from(text) });
    await verdict(page, /optimum is [\d,]{12}/);
    const said = await page.locator("#program-verdict").textContent();
    await openShare(page);
    await page.locator("#share-link-note", { hasText: "too long for a link" }).waitFor();
    const { path } = await saved(page, () => page.locator("#share-save").click());
    await page.locator("#share-dialog button", { hasText: "Close" }).click();
    await page.locator("#copy-link").click();
    await page.locator("#alert-text", { hasText: "No link can hold this much" }).waitFor();
    await page.locator("#reset").click();
    await verdict(page, "The optimum is 20");
    await openShare(page);
    await page.locator("#share-open").setInputFiles(path);
    await verdict(page, said.split(",")[0]);
  });
});

test("of a file too large for the editor neither link nor state is offered, and a page is", async () => {
  const rows = Array.from({ length: 12_000 }, (_, k) => ` row_${k}: x <= ${k + 3}`).join("\n");
  const buffer = Buffer.from(`max\n x\nst\n${rows}\nend\n`);
  await onPage("#subject=program", async (page) => {
    await verdict(page, "The optimum");
    await page.locator("#program-file").setInputFiles({ name: "large.lp", mimeType: "text/plain", buffer });
    await verdict(page, "large.lp: The optimum is 3,");
    await openShare(page);
    await page.locator("#share-link-note", { hasText: "send its file" }).waitFor();
    assert.ok(await page.locator("#share-save").isDisabled());
    const { path } = await saved(page, () => page.locator("#share-page").click());
    await offline(path, async (alone) => {
      await says(alone.locator("#solver .verdict[role=status]"), /^The optimum is 3,/);
    });
  });
});

test("files that are no saved states are refused by a message", async () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  await onPage("#subject=lot-sizing", async (page) => {
    await ready(page);
    for (const [content, words] of [
      ["{", "no JSON"],
      [deep, "nests"],
      ['{"format":"hunch-program","version":1,"state":""}', 'format is "hunch-program"'],
      ['{"format":"hunch-page","version":2,"state":""}', "reads version 1"],
      ['{"format":"hunch-page","version":1,"state":7}', "state is 7"],
      ['{"format":"hunch-page","version":1,"state":"","more":1}', "unknown field"],
      ['{"format":"hunch-page","version":1,"state":"c=4"}', "c is “4”"],
      [" ".repeat(1_100_000), "at most 1,048,576"],
    ]) {
      await openShare(page);
      await page.locator("#share-open").setInputFiles({
        name: "bad.hunch.json",
        mimeType: "application/json",
        buffer: Buffer.from(content),
      });
      await page.locator("#alert-text", { hasText: words }).waitFor();
    }
  });
});

/** Opens a saved page from the disk, without any network, and waits until it has solved what is in it. */
async function offline(path, body) {
  const context = await site.browser.newContext({ offline: true });
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => {
    if (!/^(file|blob|data):/.test(request.url())) problems.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(path).href);
  await page.waitForFunction(() => ["solved", "failed"].includes(document.querySelector("#solver").state));
  await body(page);
  assert.deepEqual(problems, []);
  await context.close();
}

test("a program is saved as a page that solves it from the disk, by its own policy and without a network", async () => {
  const hostile = `\\ </script><script>alert(1)</script><b>__MODULES__</b> & "quoted" 'text'\n${FURNITURE}`;
  for (const [text, optimum] of [
    [FURNITURE, "29"],
    [hostile, "29"],
    ["min\n x + [ 2 x^2 + 2 y^2 ] / 2\nst\n need: x + y >= 3\ngeneral\n x y\nend\n", "6"],
  ]) {
    let file;
    await onPage(programLink(text), async (page) => {
      await verdict(page, "The optimum is");
      await openShare(page);
      file = await saved(page, () => page.locator("#share-page").click());
      assert.match(file.name, /\.html$/);
    });
    const html = file.bytes.toString();
    assert.match(html, /script-src 'sha256-[\w+/=]+' 'wasm-unsafe-eval'; style-src 'sha256-/);
    assert.ok(!html.includes("unsafe-inline"));
    if (text === FURNITURE)
      assert.ok(!/__(TITLE|SAVED|PROBLEM|MODULES|MAIN|WORKER|STYLE|POLICY)__/.test(html));
    await offline(file.path, async (page) => {
      const said = await page.locator("#solver .verdict[role=status]").textContent();
      assert.ok(said.startsWith(`The optimum is ${optimum}, proven`), said);
      await says(page.locator("main > p"), new RegExp(`optimum is ${optimum}`));
      await page.locator("#solver textarea").fill(FURNITURE.replace("21", "16"));
      await page.locator("#solver .verdict[role=status]", { hasText: "The optimum is 24" }).waitFor();
      await page.screenshot({ path: join(SEEN, "stand-alone.png"), fullPage: true });
    });
  }
});

/** How each family is shown by a subject, until it has something to save, and what the saved page says. */
const SAVED = {
  clsp: ["lot-sizing", ready, /^The optimum is [\d,.]+, proven/],
  "robust-knapsack": ["robust-knapsack", robustAnswered, /^The (optimum|best answer so far) is/],
  "robust-inventory": ["robust-inventory", robustAnswered, /^The (optimum|best answer so far) is/],
  msmk: ["msmk", (page) => page.locator("#msmk-grid td").first().waitFor(), /^The optimum is/],
  mclsp: [
    "mclsp",
    (page) => page.locator("#mclsp-verdict", { hasText: "costs" }).waitFor(),
    /^The optimum is/,
  ],
};

test("every family of the package is tried as a saved page", () => {
  assert.deepEqual(Object.keys(SAVED).sort(), Object.keys(FAMILIES).sort());
});

for (const [family, [subject, wait, words]] of Object.entries(SAVED)) {
  test(`an instance of ${family} is saved as a page that solves it`, async () => {
    let file;
    await onPage(`#subject=${subject}`, async (page) => {
      await wait(page);
      await openShare(page);
      file = await saved(page, () => page.locator("#share-page").click());
    });
    await offline(file.path, async (page) => {
      await says(page.locator("#solver .verdict[role=status]"), words);
      assert.ok((await page.locator("#solver [part~=columns] tbody tr").count()) > 5);
    });
  });
}

test("each figure is saved as SVG and as PNG, with the colours that it has here", async () => {
  await onPage(programLink(FURNITURE), async (page) => {
    await verdict(page, "The optimum is 29,");
    const menu = page.locator("#program-plane + .figure-menu");
    const svg = await saved(page, () => menu.getByRole("button", { name: "SVG" }).click());
    assert.equal(svg.name, "the-plane-of-the-program.svg");
    const text = svg.bytes.toString();
    assert.match(text, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"[^>]*width="\d+"/);
    assert.match(text, />glue<\/text>/);
    assert.doesNotMatch(text, /class=|var\(|<script/);
    const wall = await page
      .locator("#program-plane .tight")
      .first()
      .evaluate((line) => getComputedStyle(line).stroke);
    assert.ok(text.includes(`stroke="${wall}"`), `${wall} is missing`);
    const png = await saved(page, () => menu.getByRole("button", { name: "PNG" }).click());
    assert.deepEqual([...png.bytes.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
    const width = png.bytes.readUInt32BE(16);
    const drawn = Number(/width="(\d+)"/.exec(text)[1]);
    assert.equal(width, 2 * drawn);
    await writeFile(join(SEEN, "figure-plane.png"), png.bytes);
    // A figure that is painted, not drawn.
    await page.locator("#program-form-matrix").click();
    const painted = page.locator("#inspector-matrix + .figure-menu");
    const matrix = await saved(page, () => painted.getByRole("button", { name: "PNG" }).click());
    assert.equal(matrix.name, "the-coefficients.png");
    const both = await saved(page, () => painted.getByRole("button", { name: "SVG" }).click());
    assert.match(both.bytes.toString(), /<image [^>]*href="data:image\/png;base64,/);
  });
  await onPage("#subject=lot-sizing", async (page) => {
    await ready(page);
    await page.locator("#solve").click();
    await finished(page);
    const names = await page
      .locator(".figure-menu:visible")
      .evaluateAll((all) => all.map((menu) => menu.previousElementSibling.dataset.figure));
    assert.ok(names.length >= 2, names.join());
    const menu = page.locator("#plan-rows-chart + .figure-menu");
    const png = await saved(page, () => menu.getByRole("button", { name: "PNG" }).click());
    await writeFile(join(SEEN, "figure-plan.png"), png.bytes);
    const svg = await saved(page, () => menu.getByRole("button", { name: "SVG" }).click());
    assert.match(svg.bytes.toString(), /<svg [^>]*>.*<svg /s);
  });
});

test("on paper there are neither buttons nor boxes that scroll, and dark screens print on white", async () => {
  await onPage(
    programLink(FURNITURE),
    async (page) => {
      await verdict(page, "The optimum is 29,");
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      assert.equal(await page.locator("button:visible").count(), 0);
      const ink = await page.evaluate(() => getComputedStyle(document.body).color);
      assert.equal(ink, "rgb(28, 34, 44)");
      await page.screenshot({ path: join(SEEN, "print.png"), fullPage: true });
    },
    { options: { colorScheme: "dark" } },
  );
});

test("the dialog is accessible by rules, keyboard and on a phone", async () => {
  for (const [name, options] of [
    ["light", {}],
    ["dark", { colorScheme: "dark" }],
    ["phone", { viewport: { width: 360, height: 740 } }],
  ]) {
    await onPage(
      programLink(FURNITURE),
      async (page) => {
        await verdict(page, "The optimum is 29,");
        await page.locator("#share").focus();
        await page.keyboard.press("Enter");
        await page.locator("#share-dialog[open]").waitFor();
        await page.waitForFunction(() => document.querySelector("#share-link").value !== "");
        assert.deepEqual(await violations(page), []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${wide} pixels too wide`);
        await page.screenshot({ path: join(SEEN, `share-${name}.png`) });
        await page.keyboard.press("Escape");
        await page.locator("#share-dialog").waitFor({ state: "hidden" });
        assert.equal(await page.evaluate(() => document.activeElement.id), "share");
      },
      { options },
    );
  }
});
