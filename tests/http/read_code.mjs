// Reads the QR code of a printed checkpoint off, from a page (.html) or a picture of one (.ppm), as
// a scanner would, and prints its text. usage: read_code.mjs FILE
import {readFileSync} from 'node:fs';
import jsQR from 'jsqr';

/** The first code of a page as a picture: every module some pixels wide. */
function pictureOfPage(page) {
  const code = /<svg class="qr" viewBox="0 0 (\d+) \1".*?<\/svg>/s.exec(page);
  const scale = 4;
  const side = Number(code[1]) * scale;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y] of code[0].matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = y * scale; row < (Number(y) + 1) * scale; ++row) {
      for (let column = x * scale; column < (Number(x) + 1) * scale; ++column) {
        data.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
      }
    }
  }
  return {data, width: side, height: side};
}

/** Netpbm P6 with one byte a colour. */
function pictureOfPpm(bytes) {
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 100).toString('latin1'));
  const [width, height] = [Number(head[1]), Number(head[2])];
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; ++pixel) {
    for (let colour = 0; colour < 3; ++colour) {
      data[pixel * 4 + colour] = bytes[head[0].length + pixel * 3 + colour];
    }
  }
  return {data, width, height};
}

const [file] = process.argv.slice(2);
const bytes = readFileSync(file);
const picture = file.endsWith('.html') ? pictureOfPage(bytes.toString('utf8'))
                                       : pictureOfPpm(bytes);
const code = jsQR(picture.data, picture.width, picture.height);
if (code === null) {
  console.error(`no code can be read in ${file}`);
  process.exit(1);
}
process.stdout.write(code.data);
