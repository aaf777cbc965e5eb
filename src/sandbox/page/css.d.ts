/** Style sheets are bundled by esbuild (build.mjs); importing one only names it. */
declare module '*.css';
