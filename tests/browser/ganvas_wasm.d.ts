// What Emscripten's factory looks like to web/worker.js; the file itself is made by the build.
declare module '*/ganvas_wasm.js' {
  export default function createGanvas(options: object): Promise<any>;
}
