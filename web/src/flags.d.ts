/** Where the flags are served, put in by the build. */
declare const FLAGS_PATH: string;
