/**
 * Follow links to this machine where only one port of it is reachable: a proxy that serves http://127.0.0.1:PORT/…
 * as …/proxy/PORT/… (jupyter-server-proxy does) serves every mock that way, so links between them go there too.
 */

const PREFIX = /^(.*\/proxy\/)\d+\//.exec(location.pathname)?.[1];
const THIS_MACHINE = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Give the address under which this page's reader reaches a web link. */
export function reachable(address) {
  if (!PREFIX) return address;
  const url = new URL(address, document.baseURI);
  if (!url.port || !THIS_MACHINE.has(url.hostname) || url.host === location.host) return address;
  return `${location.origin}${PREFIX}${url.port}${url.pathname}${url.search}${url.hash}`;
}
