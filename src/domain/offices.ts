import type { Body, Role } from './plan.ts'
import { findBody } from './request.ts'

/** The board's office that ordinary words mean: "chair of the improvement board", "board member", the plan's own title. */
export function officeNamed(
  phrase: string,
  roles: readonly Role[],
  bodies: readonly Body[],
): Role | undefined {
  const wanted = phrase
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^(?:the|an?) |[.!]+$/g, '')
  const [, before, bodyAfter] = wanted.match(OFFICE_OF) ?? []
  const [, bodyBefore, after] = wanted.match(OFFICE_AFTER) ?? []
  const kind = KINDS.get((before ?? after ?? '').replace('-', ' '))
  const body = findBody(bodies, bodyAfter ?? bodyBefore ?? '')
  if (kind && body) return roles.find((role) => role.kind === kind && role.bodyCode === body.code)
  const chaired = bodies.filter(({ chair }) => chair?.toLowerCase().replace(/^the /, '') === wanted)
  const [only, ...others] = chaired
  if (!only || others.length > 0) return undefined
  return roles.find((role) => role.kind === 'chair' && role.bodyCode === only.code)
}

const KINDS: ReadonlyMap<string, Role['kind']> = new Map([
  ['chair', 'chair'],
  ['chairman', 'chair'],
  ['chairwoman', 'chair'],
  ['chairperson', 'chair'],
  ['deputy', 'deputy'],
  ['deputy chair', 'deputy'],
  ['vice chair', 'deputy'],
  ['member', 'member'],
])
const OFFICE = '(chair(?:man|woman|person)?|deputy(?:[ -]chair)?|vice[ -]chair|member)'
const OFFICE_OF = new RegExp(`^${OFFICE} (?:of|on|for) (.+)$`)
const OFFICE_AFTER = new RegExp(`^(.+?)(?:[’']s)? ${OFFICE}$`)
