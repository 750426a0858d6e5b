import type { Block, Button, Field, Form, Message, PaperFile, Picture, Table, Text } from '../message.ts'
import { buttonForms, choiceForms, idOf, posted } from './html/form.ts'
import type { OnPage } from './html/on-page.ts'
import { countsOnPage, timelineOnPage, wallOnPage } from './html/plan.ts'
import { tableOnPage } from './html/table.ts'
import { escaped, rich } from './html/words.ts'
import { chatBlocks } from './in-chat.ts'

/**
 * A message as a semantic HTML fragment: headings, lists, tables with captions, labelled form fields. On a page of the web its
 * buttons and forms post, and its references lead to pages; elsewhere they only show what they are.
 */
export function renderHtml({ blocks }: Message, page?: OnPage): string {
  return blocks
    .map((each) => block(each, page))
    .filter((html) => html !== '')
    .join('\n')
}

function block(each: Block, page: OnPage | undefined): string {
  switch (each.kind) {
    case 'heading':
      return `<h2>${escaped(each.text)}${countOf(each.count)}</h2>`
    case 'paragraph':
      return surrounded('<p>', rich(each.text, page), '</p>')
    case 'context':
      return page
        ? surrounded('<p class="quiet small">', rich(each.text, page), '</p>')
        : surrounded('<p class="context"><small>', rich(each.text, page), '</small></p>')
    case 'quote':
      return `<figure><blockquote dir="auto"><p>${escaped(each.text).replace(/\n/g, '<br>')}</p></blockquote><figcaption>${escaped(each.by)}</figcaption></figure>`
    case 'list':
      return `<ul${page ? ' class="words"' : ''}>${each.items.map((item) => `<li>${rich(item, page)}</li>`).join('')}</ul>`
    case 'facts':
      return `<dl${page ? ' class="facts"' : ''}>${each.facts.map(({ label, value }) => `<dt>${escaped(label)}</dt><dd>${rich(value, page)}</dd>`).join('')}</dl>`
    case 'table':
      return page ? tableOnPage(each, page) : table(each)
    case 'counts':
      return page ? countsOnPage(each, page) : inFile(each)
    case 'wall':
      return page ? wallOnPage(each, page) : inFile(each)
    case 'timeline':
      return page ? timelineOnPage(each, page) : inFile(each)
    case 'buttons':
      return page
        ? buttonForms(each.buttons, page)
        : `<p class="actions">${each.buttons.map(button).join(' ')}</p>`
    case 'choices':
      return page
        ? choiceForms(each.choices, page)
        : `<ol class="choices">${each.choices.map((choice) => `<li>${button(choice)}</li>`).join('')}</ol>`
    case 'form':
      return page ? posted(each, page, (blocks) => renderHtml({ summary: '', blocks }, page)) : form(each)
    case 'picture':
      return picture(each, page)
    case 'paper':
      return paper(each, page)
  }
}

/** A file has no pages to lead to. */
function inFile(each: Block): string {
  return chatBlocks([each])
    .map((shown) => block(shown, undefined))
    .join('\n')
}

function countOf(count: string | undefined): string {
  return count === undefined ? '' : ` <span class="of">${escaped(count)}</span>`
}

function picture(each: Picture, page: OnPage | undefined): string {
  // The drawing brings its own role, name and description. A page takes no drawing but from an address.
  if (!page) return `<figure class="picture">${each.svg}</figure>`
  const address = page.pictureAddress?.(each)
  if (address === undefined) return `<p class="quiet small">${escaped(each.alt)}</p>`
  return `<figure class="picture"><img src="${escaped(address)}" width="${each.width}" height="${each.height}" alt="${escaped(each.alt)}"></figure>`
}

function paper(each: PaperFile, page: OnPage | undefined): string {
  const address = page?.paperAddress?.(each)
  return address === undefined
    ? `<p>${escaped(each.title)}</p>`
    : `<div class="actions"><a class="button" href="${escaped(address)}">${escaped(each.title)} (Word)</a></div>`
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
    ? `<th scope="row"${attributes}>${rich(text, undefined)}</th>`
    : `<td${attributes}>${rich(text, undefined)}</td>`
}

function alignment(align: 'left' | 'right' | undefined): string {
  return align === 'right' ? ' class="number"' : ''
}

function form({ title, command, settled, adds, fields, submit }: Form): string {
  const about = idOf([command, ...Object.values(settled).flat()])
  return `<form data-command="${escaped(command)}" data-settled="${escaped(JSON.stringify({ ...settled, ...adds }))}"><fieldset><legend>${escaped(title)}</legend>\n${fields.map((each) => field(each, about)).join('\n')}\n<button type="submit">${escaped(submit)}</button></fieldset></form>`
}

/** Each field has a unique id, because a page may hold the same form for several items. */
function field(
  { name, label, hint, input, choices = [], value = '', required }: Field,
  about: string,
): string {
  const id = escaped(idOf([about, name]))
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
