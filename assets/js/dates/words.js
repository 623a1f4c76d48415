/** The words of the calendar sheet; months as owj.kernel.calendars.jalali names them. */
export const WORDS = {
  fa: {
    open: "تقویم",
    before: "ماه پیش",
    after: "ماه پس",
    months: [
      "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
      "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
    ],
    weekdays: ["ش", "ی", "د", "س", "چ", "پ", "ج"],
  },
  en: {
    open: "Calendar",
    before: "The month before",
    after: "The month after",
    months: [
      "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
      "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
    ],
    weekdays: ["Sa", "Su", "Mo", "Tu", "We", "Th", "Fr"],
  },
};
