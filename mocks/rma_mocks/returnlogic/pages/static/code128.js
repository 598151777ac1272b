/** Draw a text as a Code 128 barcode, code set B: letters, digits and signs, as every scanner reads them. */

/** Widths of bars and gaps by value; 104 starts set B, 106 stops. */
const WIDTHS = (
  "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 " +
  "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 " +
  "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 " +
  "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 " +
  "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 " +
  "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 " +
  "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
).split(" ");
const START_B = 104;
const STOP = 106;
const SVG = "http://www.w3.org/2000/svg";
const QUIET = 10;
const HEIGHT = 60;

function element(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** Return the widths of bars and gaps in turn, check symbol and stop included; only for printable ASCII. */
export function widthsOf(text) {
  const values = [...text].map((letter) => letter.charCodeAt(0) - 32);
  const check = values.reduce((sum, value, place) => sum + value * (place + 1), START_B) % 103;
  return [START_B, ...values, check, STOP].map((value) => WIDTHS[value]).join("");
}

/** Return the barcode as a picture that says what it is. */
export function barcode(text) {
  let at = QUIET;
  const bars = [...widthsOf(text)].map((digit, place) => {
    const bar = place % 2 ? null : element("rect", { x: at, y: 0, width: digit, height: HEIGHT });
    at += Number(digit);
    return bar;
  });
  const svg = element("svg", {
    class: "barcode", viewBox: `0 0 ${at + QUIET} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": `Barcode ${text}`, "data-testid": "barcode",
  });
  svg.append(...bars.filter(Boolean));
  return svg;
}
