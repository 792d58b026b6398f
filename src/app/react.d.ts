import 'react';

declare module 'react' {
  interface InputHTMLAttributes<T> {
    /** Not in React's types: lets a file input take a folder. */
    webkitdirectory?: T extends HTMLInputElement ? string : never;
  }
}
