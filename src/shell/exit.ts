/** Done; internal or storage error; refused, not understood or a question pending; a bad setting or plan file. */
export const EXIT = { done: 0, internal: 1, refused: 2, setup: 3 } as const
