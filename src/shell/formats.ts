/** Output formats of an answer. */
export const FORMATS = ['text', 'md', 'html'] as const

/** Output formats of a digest. */
export const DIGEST_FORMATS = ['text', 'md', 'html', 'json'] as const
