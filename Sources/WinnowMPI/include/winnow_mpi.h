// What this library exports stands in CMPI's cmpi_functions.h, for the program that loads it.
