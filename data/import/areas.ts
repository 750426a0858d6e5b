import { changedWords, changeText, ordering, removals, type Stage, type Step } from './stage.ts'

export const areaSteps: Stage = async (trx, file, { planId, now }) => {
  const rows = await trx.selectFrom('areas').selectAll().where('planId', '=', planId).execute()
  const nameOf = ({ code }: { code: string }) => `${file.levels[0]?.word} ${code}`
  const areas = file.items
    .filter(({ level }) => level === 0)
    .map(({ ref: code, title, aims, indicators, method }, wanted) => ({
      row: rows.find((row) => row.code === code),
      columns: { code, title, details: JSON.stringify({ aims, indicators, method }) },
      wanted,
    }))
  return [
    ...areas.flatMap(({ row, columns, wanted: sortOrder }): readonly Step[] => {
      if (!row) {
        const values = { ...columns, planId, sortOrder, removedAt: null }
        return [
          { text: `add ${nameOf(columns)}`, run: () => trx.insertInto('areas').values(values).execute() },
        ]
      }
      const text = changeText(nameOf(row), row, changedWords(spread(row), spread(columns)))
      const change = { ...columns, removedAt: null }
      return text === undefined
        ? []
        : [{ text, run: () => trx.updateTable('areas').set(change).where('id', '=', row.id).execute() }]
    }),
    ...ordering(
      trx,
      'areas',
      areas.flatMap(({ row, wanted }) => (row ? [{ ...row, wanted }] : [])),
      `${file.levels[0]?.word} list`,
    ),
    ...removals(
      trx,
      'areas',
      rows.filter((row) => !areas.some((area) => area.row === row)),
      { now, text: (row) => `take out ${nameOf(row)}` },
    ),
  ]
}

function spread({ title, details }: { title: string; details: string }): object {
  return { title, ...(JSON.parse(details) as object) }
}
