// Starts the console: first its words, then its state, then the page.
import { render } from "preact";

import { start } from "./console";
import { listen } from "./keys";
import type { Catalogue, Language } from "./messages";
import { startSounds } from "./sound";
import { catalogues } from "./state";
import { startTablet } from "./tablet";
import { App } from "./views/app";

/** Where the words of each language are; put in by the build. */
declare const CATALOGUES: Readonly<Record<Language, string>>;

async function readCatalogue(language: Language): Promise<Catalogue> {
  const response = await fetch(CATALOGUES[language], { credentials: "same-origin" });
  return (await response.json()) as Catalogue;
}

async function main(): Promise<void> {
  const [en, ja] = await Promise.all([readCatalogue("en"), readCatalogue("ja")]);
  catalogues.value = { en, ja };
  const root = document.getElementById("app");
  if (root !== null) {
    render(<App />, root);
  }
  listen();
  startSounds();
  await start(startTablet);
}

void main();
