import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type * as AdaptiveCards from 'adaptivecards'
import { Ajv, type ValidateFunction } from 'ajv'
import draft6 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' }
import { projectFile } from '../../src/shell/project.ts'

/** The package's own entry wants a bundler; what it is built to works anywhere. */
const { AdaptiveCard, SerializationContext, Versions } = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
) as typeof AdaptiveCards

/** What Microsoft's own parser has against a card. */
export function parserProblems(card: unknown): readonly string[] {
  const context = new SerializationContext(Versions.v1_5)
  const parsed = new AdaptiveCard()
  parsed.parse(JSON.parse(JSON.stringify(card)), context)
  const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message)
  const failures = parsed.validateProperties().validationEvents.map(({ message }) => message)
  return [...events, ...failures]
}

const SCHEMA = projectFile('test/fixtures/adaptive-card-1.5.0.json')

/** What the published schema has against a card. It knows nothing of what Teams adds. */
export function schemaProblems(card: object): readonly string[] {
  const { msteams: _, ...plain } = JSON.parse(JSON.stringify(card)) as Record<string, unknown>
  const validate = cardSchema()
  if (validate(plain)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

let compiled: ValidateFunction | undefined

function cardSchema(): ValidateFunction {
  if (compiled) return compiled
  const ajv = new Ajv({ strict: false, validateFormats: false })
  ajv.addMetaSchema(draft6)
  const { id: _, ...schema } = JSON.parse(readFileSync(SCHEMA, 'utf8')) as Record<string, unknown>
  compiled = ajv.compile(schema)
  return compiled
}
