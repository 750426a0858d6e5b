/** The columns at the time of this migration that it reads and writes. */
export interface Tables {
  readonly plans: { readonly id: number; readonly code: string; readonly importedAt: string }
  readonly planVersions: { readonly id: number; readonly planId: number; readonly settings: string }
  readonly organisation: {
    readonly id: number
    readonly timeZone: string
    readonly settings: string
    readonly changedAt: string
  }
  readonly roles: {
    readonly id: number
    readonly planId: number
    readonly code: string
    readonly kind: string
    readonly title: string
    readonly titleBasis: string | null
    readonly bodyCode: string | null
    readonly removedAt: string | null
  }
  readonly bodies: {
    readonly id: number
    readonly planId: number
    readonly code: string
    readonly definition: string
    readonly removedAt: string | null
  }
  readonly planRoles: {
    readonly planId: number
    readonly roleId: number
    readonly code: string
    readonly title: string
    readonly titleBasis: string | null
    readonly removedAt: string | null
  }
  readonly planBodies: {
    readonly planId: number
    readonly bodyId: number
    readonly code: string
    readonly definition: string
    readonly removedAt: string | null
  }
  readonly people: {
    readonly id: number
    readonly planId: number
    readonly code: string
    readonly sameAsId: number | null
  }
  readonly identities: {
    readonly id: number
    readonly personId: number
    readonly platform: string
    readonly tenant: string
    readonly userId: string
  }
  readonly assignments: {
    readonly id: number
    readonly roleId: number
    readonly personId: number
    readonly kind: string
    readonly fromDay: string
    readonly toDay: string | null
  }
  readonly channels: {
    readonly id: number
    readonly bodyId: number
    readonly platform: string
    readonly tenant: string
    readonly channel: string
  }
  readonly trail: Entries
  readonly trailOfChains: Entries & { readonly chain: string }
}

interface Entries {
  readonly seq: number
  readonly planId: number | null
  readonly ref: string | null
  readonly prev: string
  readonly hash: string
  readonly payload: string
}
