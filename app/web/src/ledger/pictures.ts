import type { Photo } from '../engine/activity.ts'
import { contentOf, namesOf } from '../engine/content.ts'
import type { Actions, Evidence } from '../ledger.ts'
import type { Desk } from './desk.ts'
import type { Forms } from './forms.ts'

/** Makes the part that works on photos; the code that shrinks them is loaded with the first one. */
export function makePictures(desk: Desk, keep: Forms['keep']): Pick<Actions, 'addPhotos' | 'removePhoto' | 'photoURL'> {
  const { env, state } = desk
  return {
    async addPhotos(draft, files) {
      const [{ shrink }, tools] = await Promise.all([import('../engine/photo.ts'), env.pictures()])
      const { evidence = [] } = draft.content
      const photos: Photo[] = []
      const added: Evidence[] = []
      for (const file of files) {
        const photo = await shrink(file, tools)
        photos.push(photo)
        if ([...evidence, ...added].some(one => one.sha256 === photo.sha256)) continue
        const taken = file instanceof File ? { taken_at: new Date(file.lastModified).toISOString() } : {}
        added.push({ sha256: photo.sha256, kind: 'photo', ...taken })
      }
      await keep({ ...draft, content: { ...draft.content, evidence: [...evidence, ...added] } }, photos)
      return added
    },
    async removePhoto(draft, sha256) {
      const evidence = draft.content.evidence?.filter(one => one.sha256 !== sha256)
      await keep({ ...draft, content: { ...draft.content, evidence } })
      await desk.store.dropPhoto(sha256)
    },
    async photoURL(sha256, record) {
      const photo = await desk.store.photo(sha256)
      if (photo) return (await import('../engine/photo.ts')).dataURL(photo)
      // Who put a photo may see it; of others' photos the server asks for the record that names it.
      const named = state.records.some(one => one.id === record && namesOf(contentOf(one)).includes(sha256))
      return `/api/v1/photos/${sha256}?size=thumb${named ? `&activity=${record}` : ''}`
    },
  }
}
