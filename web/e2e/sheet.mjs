/**
 * Small pictures, several in one file, and how far two such files differ.
 *
 * Room:  e2e; used by `snapshots.mjs`. The browser itself scales, packs and compares: it is there anyway.
 * Holds: what is compared has been packed alike, so that packing makes no difference.
 */

/** One beside the other, each scaled to `width`; a WebP file. */
export function sheetOf(browser, pictures, width) {
  return inPage(browser, pack, {
    pictures: pictures.map((picture) => picture.toString("base64")),
    width,
  }).then((packed) => Buffer.from(packed, "base64"));
}

/** How many squares of 8 by 8 pixels differ visibly, and both files above each other. */
export async function differentBlocks(browser, kept, seen) {
  const files = [kept, seen].map((file) => file.toString("base64"));
  const { blocks, both } = await inPage(browser, compare, { files });
  return { blocks, both: Buffer.from(both, "base64") };
}

async function inPage(browser, act, given) {
  const page = await browser.newPage();
  try {
    return await page.evaluate(act, given);
  } finally {
    await page.close();
  }
}

async function pack({ pictures, width }) {
  const images = await Promise.all(
    pictures.map(async (data) => {
      const answer = await fetch(`data:image/png;base64,${data}`);
      return createImageBitmap(await answer.blob());
    }),
  );
  const height = Math.round((images[0].height * width) / images[0].width);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * images.length, height];
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  for (const [place, image] of images.entries())
    pen.drawImage(image, place * width, 0, width, height);
  return canvas.toDataURL("image/webp", 0.6).split(",")[1];
}

async function compare({ files }) {
  const images = await Promise.all(
    files.map(async (data) => {
      const answer = await fetch(`data:image/webp;base64,${data}`);
      return createImageBitmap(await answer.blob());
    }),
  );
  const [kept, seen] = images;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(kept.width, seen.width);
  canvas.height = kept.height + seen.height;
  const pen = canvas.getContext("2d");
  pen.drawImage(kept, 0, 0);
  pen.drawImage(seen, 0, kept.height);
  const both = canvas.toDataURL("image/webp", 0.8).split(",")[1];
  if (kept.width !== seen.width || kept.height !== seen.height)
    return { blocks: Number.POSITIVE_INFINITY, both };
  const one = pen.getImageData(0, 0, kept.width, kept.height).data;
  const other = pen.getImageData(0, kept.height, seen.width, seen.height).data;
  const across = Math.ceil(kept.width / 8);
  const sums = new Float64Array(across * Math.ceil(kept.height / 8));
  for (let y = 0; y < kept.height; y += 1)
    for (let x = 0; x < kept.width; x += 1) {
      const at = (y * kept.width + x) * 4;
      let apart = 0;
      for (let part = 0; part < 3; part += 1) apart += Math.abs(one[at + part] - other[at + part]);
      sums[(y >> 3) * across + (x >> 3)] += apart;
    }
  // A mean of 12 of 255 in a square: an edge that moved by less than a pixel stays below.
  return { blocks: sums.filter((sum) => sum > 12 * 3 * 64).length, both };
}
