import type { Block, Button, Field, Form } from '../../message.ts'
import { choicesOf, chosenOf } from '../choices.ts'
import { type OnPage, postedForm, postedLine } from './on-page.ts'
import { escaped } from './words.ts'

/** The buttons of a message, each in a form of its own. */
export function buttonForms(all: readonly Button[], page: OnPage): string {
  const each = all.map((button) => pressed(button, page, 'second')).filter((html) => html !== '')
  return each.length === 0 ? '' : `<div class="actions">${each.join(' ')}</div>`
}

/** The answers to a question, one below the other; the first is what is most likely meant. */
export function choiceForms(all: readonly Button[], page: OnPage): string {
  const each = all.map((choice, index) => `<li>${posting(choice, page, index === 0 ? '' : 'second')}</li>`)
  return `<ol class="answers">${each.join('')}</ol>`
}

/** A button asks, opens its form where it stands, or posts its line. */
function pressed(button: Button, page: OnPage, look: string): string {
  if (button.opens) return opened(button, page)
  const address = button.nonce === undefined ? page.askAddress(button.line) : undefined
  if (address === undefined) return posting(button, page, look)
  return `<a class="button ${look}" href="${escaped(address)}">${escaped(button.label)}</a>`
}

/** The form behind a button, where it stands or on a page of its own. What is answered in words is typed into the box. */
export function opened({ label, line }: Button, page: OnPage): string {
  const form = page.formFor(line)
  if (!form) return elsewhere(label, page.openAddress(line))
  const about = form.title === 'Update' ? label : form.title
  return `<details><summary>${escaped(about)}</summary>\n${posted(form, page)}</details>`
}

function elsewhere(label: string, address: string | undefined): string {
  return address === undefined
    ? ''
    : `<a class="button second" href="${escaped(address)}">${escaped(label)}</a>`
}

function posting({ label, line, nonce, seen }: Button, page: OnPage, look: string): string {
  return `<form method="post" action="/do">${hidden(postedLine(line, seen), nonce, page)}<button${look === '' ? '' : ` class="${look}"`}>${escaped(label)}</button></form>`
}

function hidden(what: string, nonce: string | undefined, { seal, back }: OnPage): string {
  return [
    `<input type="hidden" name="post" value="${escaped(what)}">`,
    `<input type="hidden" name="seal" value="${escaped(seal(what, nonce))}">`,
    `<input type="hidden" name="back" value="${escaped(back)}">`,
  ].join('')
}

/** A form that posts. What it is about stands in its title, so that its fields need not repeat it. */
export function posted(form: Form, page: OnPage, read: Read = () => ''): string {
  const about = idOf([form.command, ...Object.values(form.settled).flat()])
  const fields = form.fields.map((each, index) =>
    [
      ...(each.before ? [read(each.before)] : []),
      shownField(each, { about, wrong: wrongOf(form, index, page) }),
    ].join('\n'),
  )
  return `<form class="form" method="post" action="/do" aria-label="${escaped(form.title)}">${hidden(postedForm(form), form.nonce, page)}
${fields.join('\n')}
<div class="actions"><button>${escaped(form.submit)}</button></div></form>`
}

/** Shows what is read before a field. */
type Read = (blocks: readonly Block[]) => string

function wrongOf({ fields }: Form, index: number, { wrong }: OnPage): string | undefined {
  if (!wrong) return undefined
  const named = fields.findIndex(({ name }) => name === wrong.field)
  return index === Math.max(0, named) ? wrong.text : undefined
}

/** The id of the field that is wrong, for the summary above to lead to. */
export function wrongFieldId(form: Form, field: string | undefined): string {
  const { name = '' } = form.fields.find((each) => each.name === field) ?? form.fields[0] ?? {}
  return idOf([form.command, ...Object.values(form.settled).flat(), name])
}

/** References have brackets, and ids no blanks. A settled day is told by its ISO day. */
export function idOf(parts: readonly unknown[]): string {
  return parts
    .map((part) => (part instanceof Object && 'on' in part ? String(part.on) : String(part)))
    .join('-')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
}

interface Around {
  readonly about: string
  readonly wrong: string | undefined
}

function shownField(each: Field, { about, wrong }: Around): string {
  const id = `${about}-${idOf([each.name])}`
  const look = wrong === undefined ? 'field' : 'field wrong'
  const hint = hintOf(each)
  const described = [...(hint === '' ? [] : [`${id}-hint`]), ...(wrong === undefined ? [] : [`${id}-error`])]
  const help = hint === '' ? '' : ` <span class="hint" id="${id}-hint">${escaped(hint)}</span>`
  const error = wrong === undefined ? '' : `<span class="error" id="${id}-error">${escaped(wrong)}</span>`
  const common = [
    `id="${id}" name="field-${escaped(each.name)}"`,
    ...(wrong === undefined ? [] : ['aria-invalid="true"']),
    ...(described.length === 0 ? [] : [`aria-describedby="${described.join(' ')}"`]),
  ].join(' ')
  const label = `${escaped(each.label)}${each.required ? '' : ' <span class="hint">(optional)</span>'}`
  if (each.input === 'choice' && !isLong(each)) {
    const first = `<input type="radio" id="${id}"`
    const picks = radios(each).replace('<input type="radio"', first)
    const named = described.length === 0 ? '' : ` aria-describedby="${described.join(' ')}"`
    return `<fieldset class="${look}"${named}><legend>${label}</legend>${help}${error}<div class="picks">${picks}</div></fieldset>`
  }
  return `<div class="${look}"><label class="label" for="${id}">${label}</label>${help}${error}${control(each, common)}</div>`
}

/** A day is read as in chat. */
function hintOf({ hint = '', input }: Field): string {
  const day = input === 'day' ? 'A day or a month, such as 31 March or March 2021.' : ''
  return [day, hint].filter((text) => text !== '').join(' ')
}

const MOST_RADIOS = 8

function isLong(each: Field): boolean {
  return choicesOf(each).length > MOST_RADIOS
}

function radios(each: Field): string {
  const chosen = chosenOf(each)
  return choicesOf(each)
    .map(({ value, label }) => {
      const [name = '', meaning] = label.split(/: (.*)/s)
      const rest =
        meaning === undefined || value.startsWith('wsoa:')
          ? ''
          : ` <span class="hint">${escaped(meaning)}</span>`
      const words = rest === '' ? label : name
      return `<label><input type="radio" name="field-${escaped(each.name)}" value="${escaped(value)}"${value === chosen ? ' checked' : ''}> <span>${escaped(words)}${rest}</span></label>`
    })
    .join('')
}

const MOST_CHARACTERS = 2_000

function control(each: Field, common: string): string {
  const { input, value = '' } = each
  switch (input) {
    case 'text':
      return `<input type="text" ${common} maxlength="${MOST_CHARACTERS}" value="${escaped(value)}">`
    case 'day':
      return `<input type="text" ${common} size="20" maxlength="60" autocomplete="off" value="${escaped(value)}">`
    case 'paragraph':
      // HTML ignores the first line end within a textarea.
      return `<textarea ${common} rows="2" maxlength="${MOST_CHARACTERS}">\n${escaped(value)}</textarea>`
    case 'choice': {
      const chosen = chosenOf(each)
      const options = choicesOf(each).map(
        (choice) =>
          `<option value="${escaped(choice.value)}"${choice.value === chosen ? ' selected' : ''}>${escaped(choice.label)}</option>`,
      )
      return `<select ${common}>${options.join('')}</select>`
    }
  }
}
