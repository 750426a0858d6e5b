/** How an answer can be printed. */
export const FORMATS = ['text', 'md', 'html'] as const

/** How a digest can be. */
export const DIGEST_FORMATS = ['text', 'md', 'html', 'json'] as const
