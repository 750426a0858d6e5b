import { isCounted, isSilentSince } from '../../src/domain/counts.ts'
import type { Facts, ItemFacts } from '../../src/domain/facts.ts'
import { listed } from '../../src/domain/format.ts'
import { itemsText } from '../../src/domain/items-text.ts'
import type { Text } from '../../src/message.ts'
import type { ComparedEdition, Section } from './section.ts'

/** Owners who have reported nothing this period, and on which items; joint owners answer for each other. */
export function silentPeople({ facts }: ComparedEdition): Section {
  const { from } = facts.period
  const silent = facts.items.filter((item) => isCounted(item) && isSilentSince(item, from))
  return {
    name: 'no update',
    heading: `No update ${from === null ? 'so far' : 'this period'}: ${silent.length} of ${facts.counts.unfinished} unfinished`,
    blocks:
      silent.length === 0
        ? []
        : [
            {
              kind: 'list',
              items: byPerson(facts, silent).map(
                ([who, items]): Text => [
                  { kind: 'strong', text: who },
                  `: ${itemsText(items, facts)}${items.every(({ last }) => last === null) ? ', never stated' : ''}`,
                ],
              ),
            },
          ],
  }
}

function byPerson(facts: Facts, silent: readonly ItemFacts[]): readonly [string, readonly ItemFacts[]][] {
  const groups = new Map<string, ItemFacts[]>()
  for (const item of silent) {
    const names = item.owners.length === 0 ? ['Nobody owns it'] : peopleOf(facts, item)
    for (const name of names) groups.set(name, [...(groups.get(name) ?? []), item])
  }
  return [...groups].sort(([, one], [, other]) => other.length - one.length)
}

/** Each person once, whatever their roles. */
function peopleOf({ roles }: Facts, { owners }: ItemFacts): readonly string[] {
  const named = owners.map((code) => {
    const holders = roles.find((role) => role.code === code)?.holders ?? []
    return holders.length === 0 ? `${code} (nobody named yet)` : listed(holders)
  })
  return [...new Set(named)]
}
