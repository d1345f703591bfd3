import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choicesOf, faultOf, mappingOf } from '../../src/office/part/job/mapping.ts'
import { fieldsOf, askedOf, wishedOf } from '../../src/office/part/job/wish.ts'

const all = ['from', 'to', 'area', 'kind', 'q', 'fit', 'author']

test('an export is asked with what its report takes, and opens as the same address', () => {
  const filter = { from: '2022-01-01', to: '2023-01-01', area: '440000,450000', q: 'a,b', fit: 'true', form: 'lecture' }
  const saved = wishedOf(filter, all, '')
  assert.deepEqual(saved, {
    from: '2022-01-01',
    to: '2023-01-01',
    area: ['440000', '450000'],
    q: 'a,b',
    fit: true,
  })
  const { form: _, ...rest } = filter
  assert.deepEqual(askedOf(saved), { filter: rest, span: '' })
})

test('a moving period takes the place of days, also of those it was read as', () => {
  const saved = wishedOf({ from: '2022-01-01', to: '2023-01-01', kind: 'drive' }, all, 'last_year')
  assert.deepEqual(saved, { kind: ['drive'], period: 'last_year' })
  const told = { ...saved, from: '2024-01-01', to: '2025-01-01' }
  assert.deepEqual(askedOf(told), { filter: { kind: 'drive' }, span: 'last_year' })
})

test('a report’s fields are those it takes, its days one of them unless a period moves', () => {
  assert.deepEqual(fieldsOf(all, ''), ['period', 'area', 'kind', 'author', 'q', 'fit'])
  assert.deepEqual(fieldsOf(all, 'this_year'), ['area', 'kind', 'author', 'q', 'fit'])
})

const column = (letter: string, heading: string, field?: string, read = field !== undefined) => ({
  letter,
  heading,
  read,
  ...(field && { field }),
})

test('a table comes with what was recognised; columns for people only are left out', () => {
  const choices = choicesOf([
    column('A', '活动名称', 'title'),
    column('B', '照片数', 'photos', false),
    column('C', '心情'),
  ])
  assert.deepEqual(
    choices.map(choice => choice.field),
    ['title', '', ''],
  )
  assert.deepEqual(faultOf(choices), { twice: [], untitled: false })
})

test('a field chosen twice and a table without names are told', () => {
  const choices = choicesOf([column('A', 'x'), column('B', 'y'), column('C', 'z')])
  for (const choice of choices) choice.field = 'place'
  assert.deepEqual(faultOf(choices), { twice: ['place'], untitled: true })
})

test('a mapping names columns by heading, by letter where the heading does not tell them apart', () => {
  const columns = [
    column('A', '名称'),
    column('B', '人数'),
    column('C', '人数'),
    column('D', ''),
    column('E', 'F'),
    column('F', '地点', 'place'),
  ]
  const choices = choicesOf(columns)
  const fields = ['title', 'attendance', 'elderly', 'notes', 'minutes', '']
  choices.forEach((choice, i) => (choice.field = fields[i] ?? ''))
  assert.deepEqual(mappingOf(choices, columns), {
    名称: 'title',
    B: 'attendance',
    C: 'elderly',
    D: 'notes',
    E: 'minutes',
    地点: '',
  })
})
