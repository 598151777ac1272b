import { reachable } from "./through-proxy.js";

/** The chat, if the merchant embedded one: load the merchant's script the way Gladly's chat is embedded. */

export function embedChat(snippet) {
  if (!snippet?.src) return;
  const isOpen = new URLSearchParams(location.search).get("chat") === "open";
  window.gladlyConfig = { appId: snippet.app_id, autoShowWidget: isOpen };
  const script = document.createElement("script");
  script.src = reachable(snippet.src);
  script.async = true;
  document.body.append(script);
}
