import {
  type Block,
  type Button,
  type Field,
  type Form,
  type Inline,
  inlines,
  type Message,
  type Table,
  type Text,
} from '../message.ts'
import { stripControls } from './plain.ts'

/** A message as a semantic HTML fragment: headings, lists, tables with captions, labelled form fields. */
export function renderHtml({ blocks }: Message): string {
  return blocks
    .map(block)
    .filter((html) => html !== '')
    .join('\n')
}

function block(each: Block): string {
  switch (each.kind) {
    case 'heading':
      return `<h2>${escaped(each.text)}</h2>`
    case 'paragraph':
      return surrounded('<p>', rich(each.text), '</p>')
    case 'context':
      return surrounded('<p class="context"><small>', rich(each.text), '</small></p>')
    case 'quote':
      return `<figure><blockquote dir="auto"><p>${escaped(each.text).replace(/\n/g, '<br>')}</p></blockquote><figcaption>${escaped(each.by)}</figcaption></figure>`
    case 'list':
      return `<ul>${each.items.map((item) => `<li>${rich(item)}</li>`).join('')}</ul>`
    case 'facts':
      return `<dl>${each.facts.map(({ label, value }) => `<dt>${escaped(label)}</dt><dd>${rich(value)}</dd>`).join('')}</dl>`
    case 'table':
      return table(each)
    case 'buttons':
      return `<p class="actions">${each.buttons.map(button).join(' ')}</p>`
    case 'choices':
      return `<ol class="choices">${each.choices.map((choice) => `<li>${button(choice)}</li>`).join('')}</ol>`
    case 'form':
      return form(each)
    case 'picture':
      // The drawing brings its own role, name and description.
      return `<figure class="picture">${each.svg}</figure>`
    case 'paper':
      return `<p>${escaped(each.title)}</p>`
  }
}

/** Empty text gives no empty element. */
function surrounded(before: string, html: string, after: string): string {
  return html === '' ? '' : before + html + after
}

function button({ label, line, nonce }: Button): string {
  const once = nonce === undefined ? '' : ` data-nonce="${escaped(nonce)}"`
  return `<button type="button" data-line="${escaped(line)}"${once}>${escaped(label)}</button>`
}

function table({ caption, columns, rows }: Table): string {
  const head = columns
    .map(({ title, align }) => `<th scope="col"${alignment(align)}>${escaped(title)}</th>`)
    .join('')
  const body = rows
    .map(
      (row) =>
        `<tr>${columns.map(({ align }, index) => cell(row[index] ?? '', index, alignment(align))).join('')}</tr>`,
    )
    .join('\n')
  return `<table><caption>${escaped(caption)}</caption><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`
}

/** The first cell is the header of its row. */
function cell(text: Text, index: number, attributes: string): string {
  return index === 0
    ? `<th scope="row"${attributes}>${rich(text)}</th>`
    : `<td${attributes}>${rich(text)}</td>`
}

function alignment(align: 'left' | 'right' | undefined): string {
  return align === 'right' ? ' class="number"' : ''
}

function form({ title, command, settled, adds, fields, submit }: Form): string {
  const about = [command, ...Object.values(settled).flat()].join('-')
  return `<form data-command="${escaped(command)}" data-settled="${escaped(JSON.stringify({ ...settled, ...adds }))}"><fieldset><legend>${escaped(title)}</legend>\n${fields.map((each) => field(each, about)).join('\n')}\n<button type="submit">${escaped(submit)}</button></fieldset></form>`
}

/** Each field has a unique id, because a page may hold the same form for several items. */
function field(
  { name, label, hint, input, choices = [], value = '', required }: Field,
  about: string,
): string {
  const id = escaped(`${about}-${name}`.replace(/\s+/g, '-'))
  const described = hint === undefined ? '' : ` aria-describedby="${id}-hint"`
  const common = `id="${id}" name="${escaped(name)}"${described}${required ? ' required' : ''}`
  const help = hint === undefined ? '' : ` <small id="${id}-hint">${escaped(hint)}</small>`
  const optional = required ? '' : ' (optional)'
  return `<p><label for="${id}">${escaped(label)}${optional}</label>${help} ${control(input, common, value, choices)}</p>`
}

function control(
  input: Field['input'],
  common: string,
  value: string,
  choices: NonNullable<Field['choices']>,
): string {
  switch (input) {
    case 'text':
      return `<input type="text" ${common} value="${escaped(value)}">`
    case 'day':
      return `<input type="date" ${common} value="${escaped(value)}">`
    case 'paragraph':
      // HTML ignores the first line end within a textarea.
      return `<textarea ${common}>\n${escaped(value)}</textarea>`
    case 'choice':
      return `<select ${common}><option value=""></option>${choices.map((each) => `<option value="${escaped(each.value)}"${each.value === value ? ' selected' : ''}>${escaped(each.label)}</option>`).join('')}</select>`
  }
}

function rich(text: Text): string {
  return inlines(text).map(inline).join('')
}

function inline(each: Inline): string {
  if (typeof each === 'string') return escaped(each)
  switch (each.kind) {
    case 'strong':
      return `<strong>${escaped(each.text)}</strong>`
    case 'rating':
      return `<span class="rating ${each.tone}"><span aria-hidden="true">${escaped(each.mark)}</span> ${escaped(each.label)}</span>`
    case 'said':
      // The browser sets the reader's quotation marks and isolates text in another direction.
      return `<q dir="auto">${escaped(each.text)}</q>`
    case 'line':
      return `<kbd>${escaped(each.line)}</kbd>`
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export function escaped(text: string): string {
  return stripControls(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
