/** A place on the earth as the phone tells it. */
export interface Fix {
  latitude: number
  longitude: number
  accuracy: number
}

/** A check-in point: three decimals, about 100 m, are enough to tell a village and too few to tell a door. */
export function roundFix(fix: Fix): { lat: number; lon: number; accuracy_m: number } {
  return {
    lat: round(fix.latitude),
    lon: round(fix.longitude),
    accuracy_m: Math.min(100_000, Math.max(100, Math.ceil(fix.accuracy))),
  }
}

function round(degrees: number): number {
  return Math.round(degrees * 1000) / 1000
}
