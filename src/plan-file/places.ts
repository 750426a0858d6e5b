/** The way to a place in the file: keys and indexes. */
export type Path = readonly PropertyKey[]

/** A remark about a place in the file. */
export interface Remark {
  readonly path: Path
  readonly text: string
  /** The earlier place of the same thing. */
  readonly first?: Path
}
