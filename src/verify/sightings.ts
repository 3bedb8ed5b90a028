import { MOST_PLACES, type Place } from '../core/finding.ts';

/** How often something was seen, and where first. */
export class Sightings {
  count = 0;
  readonly places: Place[] = [];

  add(place: Place): void {
    this.count += 1;
    if (this.places.length < MOST_PLACES) this.places.push(place);
  }
}
