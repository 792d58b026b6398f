/** d3's formats with the signs of the page's language; views take `format` from here. */
import { formatLocale } from 'd3';
import { numberSigns } from '../core/writtenNumber';

export const { format } = formatLocale({ decimal: numberSigns.decimal, thousands: numberSigns.group, grouping: [3], currency: ['', ''] });
