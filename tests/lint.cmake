# `cmake --build build --target lint`: formatting, clang-tidy, cppcheck, luacheck and the floors, with the settings in the tree.
add_custom_target(lint
  COMMAND ${CMAKE_SOURCE_DIR}/tests/lint.sh ${CMAKE_BINARY_DIR}
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
  VERBATIM)
# Cheap enough to run with the tests: the floors, and that the check of them finds what it should.
add_test(NAME lint.floors COMMAND ${CMAKE_SOURCE_DIR}/tests/check_floors.sh)
add_test(NAME lint.floors_check COMMAND ${CMAKE_SOURCE_DIR}/tests/test_check_floors.sh)
# Every approval operation and clause stands in the table of what is carried and what shows it.
add_test(NAME lint.table COMMAND ${CMAKE_SOURCE_DIR}/tests/check_table.sh)
add_test(NAME lint.table_check COMMAND ${CMAKE_SOURCE_DIR}/tests/test_check_table.sh)
# Each fault of tests/mutations can still be put in.
if(NODE)
  add_test(NAME lint.faults COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/tests/mutations/mutate.mjs --stale)
endif()
