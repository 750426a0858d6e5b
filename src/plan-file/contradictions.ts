import { shortDay } from '../domain/format.ts'
import { clockChangeAt, clockOf, isShort, STEPS } from '../domain/meeting-clock.ts'
import { COORDINATOR } from '../domain/plan-changes.ts'
import { plainReference } from '../domain/reference.ts'
import { leadPath, leadsOf, type PlanFile, ratingPath } from './arranged.ts'
import { type Reading, sharedNames, takenShort } from './names.ts'
import type { Path, Remark } from './places.ts'
import type { PlanFileOpening } from './schema.ts'
import { quoted } from './sentence.ts'

/** Errors that make the file unusable: one name for two things, unknown names, impossible combinations. */
export function contradictions(plan: PlanFile, reading: Reading): readonly Remark[] {
  return [...sharedNames(plan), ...takenShort(plan, reading), ...unknownNames(plan), ...impossible(plan)]
}

function unknownNames(plan: PlanFile): readonly Remark[] {
  const { chairsAction, decidesDates, decidesSignOff, recommends } = plan.policies
  const roles = check('role', plan.roles)
  const bodies = check('body', plan.bodies)
  const ratings = check('rating', plan.scale.ratings)
  const openings = (each: readonly PlanFileOpening[], path: Path) =>
    each.flatMap(({ rating }, i) => ratings(rating, [...path, 'opening', i, 'rating']))
  return [
    ...bodies(decidesDates, ['policies', 'decidesDates']),
    ...bodies(decidesSignOff, ['policies', 'decidesSignOff']),
    ...recommends.flatMap((name, i) => bodies(name, ['policies', 'recommends', i])),
    ...(chairsAction?.notRated ?? []).flatMap((name, i) =>
      ratings(name, ['policies', 'chairsAction', 'notRated', i]),
    ),
    ...plan.bodies.flatMap(({ reportsTo }, b) =>
      reportsTo.flatMap(({ body }, i) => bodies(body, ['bodies', b, 'reportsTo', i, 'body'])),
    ),
    ...plan.items.flatMap((item) => [
      ...leadsOf(item).flatMap((name, i) => roles(name, leadPath(item, i))),
      ...(['owners', 'supports'] as const).flatMap((key) =>
        item[key].flatMap((name, i) => roles(name, [...item.path, key, i])),
      ),
      ...openings(item.opening, item.path),
    ]),
    ...agreeing(plan),
    ...unknownInFindings(plan),
    ...unknownInPublic(plan),
    ...unknownInMeasures(plan),
    ...unknownInLinks(plan),
    ...contacts(plan),
  ]
}

/** The coordinator agrees what no body has to. */
function agreeing({ policies: { agrees = {} }, bodies }: PlanFile): readonly Remark[] {
  const known = check('body', [...bodies, { code: COORDINATOR }])
  return Object.entries(agrees).flatMap(([act, name]) => known(name, ['policies', 'agrees', act]))
}

function unknownInFindings({ findings = [], items }: PlanFile): readonly Remark[] {
  const refs = new Set(items.map(({ ref }) => ref))
  return findings.flatMap((finding, f) => [
    ...finding.items.flatMap((ref, i) =>
      refs.has(ref) ? [] : [{ path: ['findings', f, 'items', i], text: unknownItem(ref, refs) }],
    ),
    ...(findings.findIndex(({ ref }) => ref === finding.ref) < f
      ? [{ path: ['findings', f, 'ref'], text: `two findings are called ${quoted(finding.ref)}` }]
      : []),
  ])
}

function unknownInPublic({ public: wording, items }: PlanFile): readonly Remark[] {
  const refs = new Set(items.map(({ ref }) => ref))
  return (wording?.said ?? []).flatMap((pair, s) =>
    pair.items.flatMap((ref, i) =>
      refs.has(ref) ? [] : [{ path: ['public', 'said', s, 'items', i], text: unknownItem(ref, refs) }],
    ),
  )
}

/** A link joins two items, of which the plan has one at least. */
function unknownInLinks({ links = [], items }: PlanFile): readonly Remark[] {
  const refs = new Set(items.map(({ ref }) => ref))
  return links.flatMap((ends, i) => {
    const path = ['links', i]
    const [one, other] = ends
    if (ends.every(({ plan }) => plan !== undefined))
      return [{ path, text: 'neither item is one of this plan: expected one that is' }]
    if (one.plan === other.plan && one.ref === other.ref)
      return [{ path, text: `${one.ref} is linked with itself: expected two items` }]
    return ends.flatMap(({ plan, ref }, k) =>
      plan !== undefined || refs.has(ref) ? [] : [{ path: [...path, k], text: unknownItem(ref, refs) }],
    )
  })
}

/** A post speaks for an organisation; a post speaks for itself. */
function contacts({ roles }: PlanFile): readonly Remark[] {
  return roles.flatMap(({ code, kind, contact }, i) => {
    const path = ['roles', i, 'contact']
    if (contact === undefined) return []
    if (kind !== 'organisation')
      return [
        { path, text: `${code} is a post, which speaks for itself: expected one for an organisation alone` },
      ]
    const other = roles.find((role) => role.code === contact)
    if (!other) return check('role', roles)(contact, path)
    return other.kind === 'post' ? [] : [{ path, text: `${contact} is an organisation too: expected a post` }]
  })
}

/** As many as a person reads through. */
const MOST_NAMES = 20

/** Checks a name against those that the file defines. */
function check(
  kind: string,
  known: readonly { readonly code: string }[],
): (name: string | undefined, path: Path) => readonly Remark[] {
  const codes = new Set(known.map(({ code }) => code))
  return (name, path) =>
    name === undefined || codes.has(name)
      ? []
      : [
          {
            path,
            text: `unknown ${kind} ${quoted(name)}: expected one of ${known
              .slice(0, MOST_NAMES)
              .map(({ code }) => code)
              .join(', ')}${known.length > MOST_NAMES ? ' …' : ''}`,
          },
        ]
}

function impossible(plan: PlanFile): readonly Remark[] {
  return [
    ...secondFinal(plan),
    ...impossibleMeasures(plan),
    ...impossibleClocks(plan),
    ...impossibleTerms(plan),
    ...plan.bodies.flatMap(({ cadence }, i) => cadenceOrder(cadence, ['bodies', i, 'cadence'])),
    ...plan.items.flatMap(({ ref, path }) =>
      plainReference(ref) === ''
        ? [{ path: [...path, 'ref'], text: `${quoted(ref)} has no letter or digit: nobody could type it` }]
        : [],
    ),
    ...plan.items.flatMap(({ ref, ongoing, due, revisions, owners, path }) => [
      ...(ongoing && (due !== null || revisions.length > 0)
        ? [
            {
              path: [...path, 'ongoing'],
              text: `${ref} is ongoing and has a due date: expected one of the two`,
            },
          ]
        : []),
      ...owners.flatMap((name, i) =>
        owners.indexOf(name) < i
          ? [
              {
                path: [...path, 'owners', i],
                text: `${quoted(name)} owns ${ref} twice: expected each owner once`,
              },
            ]
          : [],
      ),
    ]),
  ]
}

function secondFinal({ scale }: PlanFile): readonly Remark[] {
  const finals = scale.ratings.flatMap(({ label, final }, i) =>
    final ? [{ label, path: [...ratingPath(scale, i), 'final'] }] : [],
  )
  const [first, ...more] = finals
  return more.map(({ label, path }) => ({
    path,
    text: `${label} is final, and so is ${first?.label}: expected one final rating at most`,
    ...(first && { first: first.path }),
  }))
}

function cadenceOrder(rules: PlanFile['bodies'][number]['cadence'], path: Path): readonly Remark[] {
  return rules.flatMap((rule, i) => {
    const before = rules[i - 1]
    return before && before.from >= rule.from
      ? [
          {
            path: [...path, i, 'from'],
            text: `the cadence from ${rule.from} stands after the one from ${before.from}: expected the earliest first`,
          },
        ]
      : []
  })
}

const NAMES = { roster: 'roster', collect: 'collect', chase: 'chase', cutOff: 'cut-off', digest: 'digest' }

/** Steps out of order, and times that the clocks of the plan's time zone skip or repeat. */
function impossibleClocks({ bodies, timeZone }: PlanFile): readonly Remark[] {
  return bodies.flatMap((body, i) => {
    if (!body.clock) return []
    const remarks = [...doubtfulTimes(body.clock, timeZone), ...outOfOrder(body.clock, body.cadence)]
    return remarks.map(({ path, text }) => ({ path: ['bodies', i, 'clock', ...path], text }))
  })
}

function impossibleTerms({ terms = [] }: PlanFile): readonly Remark[] {
  return terms.flatMap(({ name, from, to, halfTerm = { from, to } }, i) => {
    const isInOrder = from < to && from <= halfTerm.from && halfTerm.from <= halfTerm.to && halfTerm.to <= to
    return isInOrder
      ? []
      : [
          {
            path: ['terms', i],
            text: `${quoted(name)}: expected a term that ends after it begins, with its half term inside`,
          },
        ]
  })
}

type Body = PlanFile['bodies'][number]

function doubtfulTimes(clock: NonNullable<Body['clock']>, timeZone: string): readonly Remark[] {
  return STEPS.flatMap((name) => {
    const at = clock[name]?.at
    const changes = at === undefined ? undefined : clockChangeAt(at, timeZone)
    if (at === undefined || changes === undefined) return []
    const text = `the clocks of ${timeZone} skip or repeat ${at} on ${shortDay(changes)}: expected a time of another hour`
    return [{ path: [name, 'at'], text }]
  })
}

function outOfOrder(clock: NonNullable<Body['clock']>, cadence: Body['cadence']): readonly Remark[] {
  const days = cadence.map(({ from }) => from)
  const kinds = new Set(days.length === 0 ? [false] : days.map((day) => isShort(cadence, day)))
  const found = [...kinds].flatMap((isShortCadence) => {
    const steps = clockOf(clock, isShortCadence)
    return STEPS.flatMap((name, position) => {
      const before = STEPS[position - 1]
      if (before === undefined) return []
      const [earlier, later] = [steps[before], steps[name]]
      if (earlier.days > later.days || (earlier.days === later.days && earlier.at < later.at)) return []
      const set = clock[name] ? name : before
      const text = `${NAMES[before]} (${earlier.days} working days before, ${earlier.at}) does not come before ${NAMES[name]} (${later.days} before, ${later.at}): expected ${Object.values(NAMES).join(', ')} in this order`
      return [{ path: [set], text }]
    })
  })
  return found.slice(0, 1)
}

/** Items and areas that a measure names but the plan does not have. */
function unknownInMeasures(plan: PlanFile): readonly Remark[] {
  const refs = new Set(plan.items.map(({ ref }) => ref))
  const areas = new Set(plan.items.filter(({ level }) => level === 0).map(({ ref }) => ref))
  return plan.measures.flatMap(({ items, areas: named }, m) => [
    ...items.flatMap((ref, i) =>
      refs.has(ref) ? [] : [{ path: ['measures', m, 'items', i], text: unknownItem(ref, refs) }],
    ),
    ...named.flatMap((code, i) =>
      areas.has(code)
        ? []
        : [
            {
              path: ['measures', m, 'areas', i],
              text: `unknown area ${quoted(code)}: expected one of ${[...areas].join(', ')}`,
            },
          ],
    ),
  ])
}

function unknownItem(ref: string, refs: ReadonlySet<string>): string {
  const meant = [...refs].find((known) => plainReference(known) === plainReference(ref))
  const hint = meant === undefined ? 'one that the plan has' : `it written ${meant}`
  return `unknown item ${quoted(ref)}: expected ${hint}`
}

/** Measures that contradict themselves. */
function impossibleMeasures({ measures }: PlanFile): readonly Remark[] {
  return measures.flatMap(({ kind, headline, period }, m) => [
    ...(headline && kind !== 'actual'
      ? [
          {
            path: ['measures', m, 'headline'],
            text: `only an actual figure speaks for its area, and this is a ${kind}`,
          },
        ]
      : []),
    ...(period?.from && period.to && period.from > period.to
      ? [{ path: ['measures', m, 'period'], text: `${period.asGiven} ends before it begins` }]
      : []),
  ])
}
