import type { Counts, Timeline, TimelineEntry, Wall, WallGroup, WallRow, WallTile } from '../../message.ts'
import type { OnPage } from './on-page.ts'
import { escaped, inline, rich } from './words.ts'

/** How the plan stands in one glance; each number leads to what it counts. */
export function countsOnPage({ caption, counts }: Counts, page: OnPage): string {
  const each = counts.map(({ number, label, line }) => {
    const address = line === undefined ? undefined : page.askAddress(line)
    const words =
      typeof label === 'object' && label.kind === 'rating'
        ? `<b aria-hidden="true">${escaped(label.mark)}</b> ${escaped(label.label)}`
        : marked(label, page)
    const inner = `<strong>${number}</strong> ${words}`
    const tone = typeof label === 'object' && label.kind === 'rating' ? ` class="${label.tone}"` : ''
    return `<li${tone}>${address === undefined ? `<span>${inner}</span>` : `<a href="${escaped(address)}">${inner}</a>`}</li>`
  })
  return `<ul class="counts" aria-label="${escaped(caption)}">${each.join('')}</ul>`
}

function marked(label: Counts['counts'][number]['label'], page: OnPage): string {
  if (typeof label !== 'string') return inline(label, page)
  const [, mark, words] = label.match(/^([○◐✓]) (.*)$/su) ?? []
  return mark === undefined || words === undefined
    ? escaped(label)
    : `<b aria-hidden="true">${escaped(mark)}</b> ${escaped(words)}`
}

/** A row for each whole, a tile for each of its parts. */
export function wallOnPage({ groups, key, plan }: Wall, page: OnPage): string {
  const words = key.map((each) => `<li>${inline(each, page)}</li>`)
  return `${groups.map((each) => group(each, inPlan(page, plan))).join('\n')}\n<ul class="key" aria-label="Key">${words.join('')}</ul>`
}

/** What stands in a block without a plan of its own is of the block's. */
function inPlan(page: OnPage, plan: string | undefined): OnPage {
  return { ...page, itemAddress: (ref, own) => page.itemAddress(ref, own ?? plan) }
}

function group({ title, count, rows }: WallGroup, page: OnPage): string {
  const head = title === '' ? '' : `<h2>${escaped(title)}</h2>`
  const of = count === '' ? '' : `<p class="quiet">${escaped(count)}</p>`
  return `${head}${of}<ul class="wall">${rows.map((each) => row(each, page)).join('\n')}</ul>`
}

function row({ ref, title, stands, remark, tiles }: WallRow, page: OnPage): string {
  const name = `<h3><a class="ref" href="${escaped(page.itemAddress(ref, undefined))}">${escaped(ref)}</a> ${escaped(title)}</h3>`
  const rest = remark === '' ? '' : ` ${escaped(remark)}`
  const each = tiles.map((one) => tile(one, page))
  const all = each.length === 0 ? '' : `<ul class="tiles">${each.join('')}</ul>`
  return `<li><div>${name}<p class="stands">${inline(stands, page)}${rest}</p></div>${all}</li>`
}

/** Its name is written out: what is hidden from sight would put a blank into it. */
function tile(
  { ref, title, letter, mark, look, label, when, isLate }: WallTile,
  { itemAddress }: OnPage,
): string {
  const late = isLate ? ' overdue' : ''
  const day = when === '' ? '' : `<span class="when">${escaped(when)}</span>`
  return `<li><a class="tile ${look}${late}" href="${escaped(itemAddress(ref, undefined))}" title="${escaped(title)}" aria-label="${escaped(`${ref} ${label}`)}"><span class="top">${escaped(letter)}<b aria-hidden="true">${escaped(mark)}</b></span>${day}</a></li>`
}

/** What happened as a line through the days, newest first. */
export function timelineOnPage({ caption, entries, plan }: Timeline, outer: OnPage): string {
  const page = inPlan(outer, plan)
  const days: { readonly day: string; readonly entries: TimelineEntry[] }[] = []
  for (const each of entries) {
    const last = days.at(-1)
    if (last?.day === each.day) last.entries.push(each)
    else days.push({ day: each.day, entries: [each] })
  }
  const shown = days.map(
    ({ day, entries: within }) =>
      `<li${within.every(({ of }) => of === 'ahead') ? ' class="ahead"' : ''}><h3 class="day">${escaped(day)}</h3><ul>${within.map((each) => entry(each, page)).join('')}</ul></li>`,
  )
  return `<ol class="time" aria-label="${escaped(caption)}">${shown.join('\n')}</ol>`
}

function entry({ of, ref, who, what }: TimelineEntry, page: OnPage): string {
  const name =
    ref === undefined || ref === ''
      ? ''
      : `<a class="ref" href="${escaped(page.itemAddress(ref, undefined))}">${escaped(ref)}</a> `
  const by = who === '' ? '' : `<br><span class="who">${escaped(who)}</span>`
  return `<li${of === 'told' ? ' class="told"' : ''}>${name}${rich(what, page)}${by}</li>`
}
