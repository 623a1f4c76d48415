/** <owj-date>: a text field for a Jalali moment, with a calendar for those who like to point. */
